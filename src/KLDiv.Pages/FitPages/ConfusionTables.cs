using System.Xml.Linq;
using KLDiv.Files;
using KLDiv.Pages.Markup;
using KLDiv.Regression;

namespace KLDiv.Pages.FitPages;

/// <summary>Which classes are taken for which on held-out rows: all of them where a page has room, else the most frequent confusions.</summary>
internal static class ConfusionTables
{
    private const int MostClasses = 8, MostConfusions = 20;

    public static IEnumerable<XElement> Draw(ConfusionTable table, FitWords words)
    {
        double right = Enumerable.Range(0, table.Classes).Sum(i => table[i, i]), wrong = table.Confusions().Sum(one => one.Weight);
        yield return PageParts.Note(
            $"The most probable class is the right one for {Weight(right)} of {Weight(right + wrong)} held-out rows"
                + (table.Confusions().FirstOrDefault() is { Weight: > 0 } most
                    ? $"; most often {words.Quoted(most.Observed)} is taken for {words.Quoted(most.Predicted)} ({Weight(most.Weight)})."
                    : "."));
        yield return table.Classes <= MostClasses ? All(table, words) : Most(table, words);
    }

    private static XElement All(ConfusionTable table, FitWords words) => PageParts.Table(
        "Rows by the class that they have, down, and the most probable one, across",
        ["is \\ predicted", .. Enumerable.Range(0, table.Classes).Select(i => VisibleText.Of(words.Class(i)))],
        Enumerable.Range(0, table.Classes).Select(observed => (object[])
        [
            Html.Name(words.Class(observed)),
            .. Enumerable.Range(0, table.Classes).Select(predicted => observed == predicted ? Html.Element("strong", Cell(table[observed, predicted])) : Cell(table[observed, predicted])),
        ]));

    private static XElement Most(ConfusionTable table, FitWords words) => PageParts.Table(
        "The most frequent confusions",
        ["is", "taken for", "rows"],
        table.Confusions().Take(MostConfusions).Select(one => new object[]
        {
            Html.Name(words.Class(one.Observed)), PageParts.Words(Html.Name(words.Class(one.Predicted))), Cell(one.Weight),
        }));

    private static XElement Cell(double weight) => Html.Number(weight, Weight(weight));

    private static string Weight(double weight) => Numbers.Of(weight, 6);
}
