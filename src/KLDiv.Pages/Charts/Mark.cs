using System.Xml.Linq;
using KLDiv.Pages.Charts;

namespace KLDiv.Pages;

/// <summary>Something that shows data: <see cref="Bars"/>, <see cref="Line"/>, <see cref="Band"/>, <see cref="Intervals"/>, <see cref="Dots"/> or a <see cref="Diagonal"/>.</summary>
public abstract class Mark
{
    private protected Mark()
    {
    }

    internal abstract IEnumerable<XElement> Draw(Plot plot);
}
