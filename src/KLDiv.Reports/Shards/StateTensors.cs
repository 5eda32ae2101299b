using System.Globalization;
using System.Text;
using KLDiv.Files;
using KLDiv.Reports.State;

namespace KLDiv.Reports.Shards;

/// <summary>A state as the tensors of a part, and back: to the same bits.</summary>
internal static class StateTensors
{
    private const string Divergences = "divergences";
    private const string Weights = "weights";
    private const string TargetLosses = "target_losses";
    private const string InputLosses = "input_losses";
    private const string ClassTerms = "class_terms";
    private const string ClassInfinite = "class_infinite";
    private const string ClassTarget = "class_target";
    private const string ClassInput = "class_input";
    private const string Totals = "totals";
    private const string RowsOff = "rows_off";
    private const string Deviations = "largest_deviations";
    private const string MaskedRows = "masked_rows";
    private const string Names = "names";

    /// <summary>The tensors of a state.</summary>
    public static IReadOnlyList<PartTensor> Of(ReportState state)
    {
        List<PartTensor> tensors = [PartTensor.Of<double>(Divergences, state.Divergences)];
        AddIfKnown(Weights, state.Weights);
        AddIfKnown(TargetLosses, state.TargetLosses);
        AddIfKnown(InputLosses, state.InputLosses);
        tensors.Add(PartTensor.Of(ClassTerms, state.Classes.Terms));
        tensors.Add(PartTensor.Of<long>(ClassInfinite, state.Classes.Infinite.ToArray()));
        tensors.Add(PartTensor.Of(ClassTarget, state.Classes.P));
        tensors.Add(PartTensor.Of(ClassInput, state.Classes.Q));
        tensors.Add(PartTensor.Of(Totals, state.Totals.Cells));
        tensors.Add(PartTensor.Of<long>(RowsOff, state.SumsOff.Rows.ToArray()));
        tensors.Add(PartTensor.Of<double>(Deviations, state.SumsOff.Deviations.ToArray()));
        tensors.Add(PartTensor.Of<long>(MaskedRows, new[] { state.MaskedRows }));
        tensors.AddRange(WorstRowTensors.Of(state.WorstRows));
        if (state.Names is { } names)
        {
            tensors.Add(PartTensor.Of<byte>(Names, Encoding.UTF8.GetBytes(string.Join('\n', names))));
        }

        return tensors;

        void AddIfKnown(string name, double[]? values)
        {
            if (values is not null)
            {
                tensors.Add(PartTensor.Of<double>(name, values));
            }
        }
    }

    /// <summary>Makes sure, before memory is taken for as many rows and classes as the texts of a part say, that it has them.</summary>
    /// <exception cref="DataFileException">It has not.</exception>
    public static void Check(PartFile part)
    {
        part.Check<double>(Divergences, (nint)part.Origin.Range.Count);
        if (part.Origin.Range.Count > 0)
        {
            part.Check<long>(ClassInfinite, (nint)part.Origin.Subject.Support);
        }
    }

    /// <summary>Reads the state of a part, without the names of the classes, which all parts have in common.</summary>
    /// <exception cref="DataFileException">A tensor is missing, or is not what it must be.</exception>
    public static ReportState Read(PartFile part)
    {
        Check(part);
        ReportState state = new(part.Origin.Subject, part.Origin.Range);
        part.Read<double>(Divergences, state.Divergences);
        ReadIfKnown(Weights, state.Weights);
        ReadIfKnown(TargetLosses, state.TargetLosses);
        ReadIfKnown(InputLosses, state.InputLosses);
        if (part.Origin.Range.Count > 0)
        {
            state.Classes = ReadClasses(part, state.Classes.Count);
        }

        part.Read(Totals, state.Totals.Cells);
        part.Read(RowsOff, state.SumsOff.Rows);
        part.Read(Deviations, state.SumsOff.Deviations);
        long[] masked = new long[1];
        part.Read<long>(MaskedRows, masked);
        state.MaskedRows = masked[0];
        state.WorstRows = WorstRowTensors.Read(part);
        new StateCheck(part, state).Run();
        return state;

        void ReadIfKnown(string name, double[]? values)
        {
            if (values is not null)
            {
                part.Read<double>(name, values);
            }
        }
    }

    private static ClassTotals ReadClasses(PartFile part, int count)
    {
        Int128[] terms = new Int128[count], target = new Int128[count], input = new Int128[count];
        long[] infinite = new long[count];
        part.Read(ClassTerms, terms);
        part.Read<long>(ClassInfinite, infinite);
        part.Read(ClassTarget, target);
        part.Read(ClassInput, input);
        return new ClassTotals(terms, infinite, target, input);
    }

    /// <summary>Reads the names of the classes; null where they have none.</summary>
    /// <exception cref="DataFileException">There must be names and are none, or not as many as classes.</exception>
    public static string[]? ReadNames(PartFile part)
    {
        if (!part.Origin.Texts.ContainsKey(PartFormat.Keys.Names))
        {
            return null;
        }

        byte[] text = new byte[part.LengthOf(Names, dimension: 0, dimensions: 1)];
        part.Read<byte>(Names, text);

        // Counted before they are parted: a line break costs a byte in the file and a string in memory.
        long count = text.AsSpan().Count((byte)'\n') + 1L;
        return count == part.Origin.Subject.Support
            ? Encoding.UTF8.GetString(text).Split('\n')
            : throw new DataFileException(
                part.Path, string.Create(CultureInfo.InvariantCulture, $"has {count} names of {part.Origin.Subject.Support} classes"));
    }
}
