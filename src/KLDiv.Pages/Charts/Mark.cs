using System.Xml.Linq;

namespace KLDiv.Pages.Charts;

/// <summary>Something that shows data: <see cref="Bars"/>, <see cref="Line"/>, <see cref="Band"/>, <see cref="Intervals"/>, <see cref="Dots"/> or a <see cref="Diagonal"/>.</summary>
internal abstract class Mark
{
    private protected Mark()
    {
    }

    internal abstract IEnumerable<XElement> Draw(Plot plot);
}
