using KLDiv.Reports;

namespace KLDiv.Pages.Tests.ReportPages;

/// <summary>The reports whose pages are tested: an ordinary one, and those at the edges.</summary>
internal static class ReportSamples
{
    public const string Ordinary = "ordinary";

    public const string Hostile = "hostile names";

    public const string Weighted = "weighted";

    /// <summary>A name that would be a program, one that turns the direction of writing, and one that no line holds.</summary>
    public static readonly string[] HostileNames =
    [
        "<script>document.title = 'changed'</script>", "\"><img src=x onerror=alert(1)>", "</title></svg></style>&amp;&#60;", "שלום עולם", "مرحبا\u202Edlrow",
        string.Concat(Enumerable.Repeat("Donaudampfschifffahrtsgesellschaft", 8)), "\n\t\0\u001B[31m", "", "   ", "漢字とかな交じりの長い長い長い名前がここに続いていく", "🏳️‍🌈👩‍👩‍👧‍👦e\u0301", "\uD800",
    ];

    private static readonly Dictionary<string, Func<ReportFigures>> s_samples = new(StringComparer.Ordinal)
    {
        [Ordinary] = () => QuantisedModel.Make(4000, 500, seed: 5).Figures(),
        ["one row"] = () => QuantisedModel.Make(1, 20, seed: 1).Figures(),
        ["two classes"] = () => (QuantisedModel.Make(60, 2, seed: 2) with { Names = null, Labels = null }).Figures(),
        ["equal"] = () => Equal(QuantisedModel.Make(50, 8, seed: 3)).Figures(),
        ["all infinite"] = () => Suppressed(QuantisedModel.Make(40, 12, seed: 4), every: 1).Figures(),
        ["some equal, some infinite"] = () => Suppressed(Half(QuantisedModel.Make(2000, 30, seed: 6)), every: 37).Figures(),
        ["equal or infinite"] = () => Suppressed(Equal(QuantisedModel.Make(30, 6, seed: 7)), every: 5).Figures(),
        ["reverse"] = () => (QuantisedModel.Make(300, 40, seed: 8) with { Divergence = DivergenceKind.Reverse, Labels = null }).Figures(),
        ["mixture"] = () => (QuantisedModel.Make(300, 40, seed: 9) with { Divergence = DivergenceKind.JensenShannon }).Figures(),
        [Hostile] = () => (QuantisedModel.Make(60, HostileNames.Length, seed: 10) with { Names = HostileNames }).Figures() with
        {
            Input = "models/<script>alert(1)</script>" + new string('x', 200) + ".npy",
            Target = "models/مرحبا \"&amp;' --> .npy",
        },
        ["many classes"] = () => (QuantisedModel.Make(2, 200_000, seed: 11) with { Top = 1 }).Figures(),
        [Weighted] = () => Weigh(QuantisedModel.Make(900, 40, seed: 13)).Figures(),
        ["infinite in every stretch"] = () => Suppressed(QuantisedModel.Make(1000, 30, seed: 14), every: 3).Figures(),
        ["few differ"] = () => Kept(QuantisedModel.Make(1000, 20, seed: 15), differing: 4).Figures(),
        ["sharp"] = () => Sharpened(QuantisedModel.Make(1500, 50, seed: 12)).Figures(),
    };

    private static readonly Dictionary<string, Lazy<ReportFigures>> s_figures =
        s_samples.ToDictionary(sample => sample.Key, sample => new Lazy<ReportFigures>(sample.Value), StringComparer.Ordinal);

    public static IEnumerable<string> Names => s_samples.Keys;

    public static ReportFigures Figures(string name) => s_figures[name].Value;

    private static SamplePair Equal(SamplePair pair) => pair with { Student = pair.Teacher };

    /// <summary>The first half of the rows is equal.</summary>
    private static SamplePair Half(SamplePair pair)
    {
        float[] student = [.. pair.Student];
        pair.Teacher.AsSpan(0, student.Length / 2).CopyTo(student);
        return pair with { Student = student };
    }

    /// <summary>The second half, in which both sides are far less sure, weighs a tenth, and every seventh row nothing.</summary>
    private static SamplePair Weigh(SamplePair pair) => pair with
    {
        Teacher = [.. pair.Teacher.Select((logit, i) => i < pair.Teacher.Length / 2 ? logit : logit / 4)],
        Student = [.. pair.Student.Select((logit, i) => i < pair.Student.Length / 2 ? logit : logit / 4)],
        Weights = [.. Enumerable.Range(0, (int)pair.Rows).Select(row => row % 7 == 3 ? 0 : row < pair.Rows / 2 ? 1 : 0.1)],
    };

    /// <summary>All rows but the last ones are equal.</summary>
    private static SamplePair Kept(SamplePair pair, int differing)
    {
        float[] student = [.. pair.Student];
        pair.Teacher.AsSpan(0, student.Length - (differing * (int)pair.Support)).CopyTo(student);
        return pair with { Student = student };
    }

    /// <summary>The student rules out what the teacher expects most, in every n-th row.</summary>
    private static SamplePair Suppressed(SamplePair pair, int every)
    {
        float[] student = [.. pair.Student];
        int support = (int)pair.Support;
        for (int row = 0; row < pair.Rows; row += every)
        {
            ReadOnlySpan<float> teacher = pair.Teacher.AsSpan(row * support, support);
            student[(row * support) + teacher.IndexOf(System.Numerics.Tensors.TensorPrimitives.Max(teacher))] = float.NegativeInfinity;
        }

        return pair with { Student = student };
    }

    /// <summary>Logits so far apart that many divergences are all but 0.</summary>
    private static SamplePair Sharpened(SamplePair pair) => pair with
    {
        Teacher = Array.ConvertAll(pair.Teacher, logit => 6 * logit),
        Student = Array.ConvertAll(pair.Student, logit => 6 * logit),
    };
}
