using System.Globalization;
using KLDiv.Files;

namespace KLDiv.Cli.Tests;

/// <summary>The files of <c>kldiv loss</c>: element types, memory order, blocks.</summary>
public sealed class LossFilesTests : IDisposable
{
    private readonly CommandFolder _folder = new();

    public static TheoryData<string, string, ElementType, ElementType, ElementType> Types
    {
        get
        {
            TheoryData<string, string, ElementType, ElementType, ElementType> rows = [];
            ElementType[] types = [ElementType.Float16, ElementType.Float32, ElementType.Float64];
            foreach (ElementType input in types)
            {
                foreach (ElementType target in types)
                {
                    ElementType wider = (ElementType)Math.Max(Math.Max((int)input, (int)target), (int)ElementType.Float32);
                    rows.Add("log-probs", "probs", input, target, wider);
                    rows.Add("logits", "logits", input, target, wider);
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Any_pair_of_element_types_is_read_and_the_outputs_have_the_types_that_the_help_tells(
        string inputKind, string targetKind, ElementType input, ElementType target, ElementType loss)
    {
        Write("x.npy", input, Math.Log(0.25), Math.Log(0.75), Math.Log(0.5), Math.Log(0.5));
        Write("p.npy", target, targetKind is "logits" ? [2, 0.5, 0.25, -0.75] : [0.5, 0.5, 0.25, 0.75]);
        Outcome outcome = _folder.Run(
            "loss", "x.npy", "p.npy", "--input-kind", inputKind, "--target-kind", targetKind,
            "--reduction", "none", "--output", "l.npy", "--grad-input", "dx.npy", "--grad-target", "dt.npy");
        Assert.Equal(new Outcome(0, "", ""), outcome);
        bool converts = inputKind is "logits";
        Assert.Equal(loss, TypeOf("l.npy"));
        Assert.Equal(converts && input is ElementType.Float16 ? ElementType.Float32 : input, TypeOf("dx.npy"));
        Assert.Equal(converts && target is ElementType.Float16 ? ElementType.Float32 : target, TypeOf("dt.npy"));
    }

    [Fact]
    public void A_file_in_Fortran_order_is_the_tensor_that_NumPy_shows()
    {
        _folder.Write("x.npy", [3, 2], -1.0, -2, -3, -4, -5, -6);
        _folder.Write("p.npy", [3, 2], 0.1, 0.9, 0.3, 0.7, 0.4, 0.6);
        WriteFortran("pf.npy", rows: 3, columns: 2, 0.1, 0.9, 0.3, 0.7, 0.4, 0.6);
        foreach (string kind in (string[])["probs", "logits"])
        {
            string[] options = ["--reduction", "sum", "--target-kind", kind, "--grad-target", "g.npy"];
            Outcome expected = _folder.Run(["loss", "x.npy", "p.npy", .. options]);
            double[] gradient = _folder.Read<double>("g.npy").Values;
            Assert.Equal(expected with { Error = expected.Error.Replace("p.npy", "pf.npy", StringComparison.Ordinal) }, _folder.Run(["loss", "x.npy", "pf.npy", .. options]));
            Assert.Equal(gradient, _folder.Read<double>("g.npy").Values);
        }
    }

    [Theory]
    [InlineData(5, 1_000_000)]
    [InlineData(5_000_000, 1)]
    [InlineData(1, 5_000_000)]
    public void Files_of_several_blocks_give_what_one_pass_gives(int rows, int columns)
    {
        var random = new Random(7);
        float[] x = new float[rows * columns];
        float[] t = new float[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            (x[i], t[i]) = (-random.NextSingle(), random.NextSingle());
        }

        _folder.Write("x.npy", [rows, columns], x);
        _folder.Write("p.npy", [rows, columns], t);
        Outcome outcome = _folder.Run("loss", "x.npy", "p.npy", "--reduction", "batchmean", "--grad-input", "dx.npy", "--grad-target", "dt.npy");

        float[] dx = new float[x.Length];
        float[] dt = new float[x.Length];
        double loss = KLDivergence.LossAndGradient<float, float>(x, t, dx, dt, Reduction.BatchMean, lengths: [rows, columns]);
        double printed = double.Parse(outcome.Output, CultureInfo.InvariantCulture);
        Assert.Equal(1, printed / loss, 1e-14);
        Assert.Equal(dx, _folder.Read<float>("dx.npy").Values);
        Assert.Equal(dt, _folder.Read<float>("dt.npy").Values);
    }

    [Fact]
    public void An_existing_output_is_replaced()
    {
        _folder.Write("x.npy", [1], 0.0);
        File.WriteAllText(_folder.File("g.npy"), "something else");
        Assert.Equal(0, _folder.Run("loss", "x.npy", "x.npy", "--reduction", "sum", "--grad-input", "g.npy").Status);
        Assert.Equal([-0.0], _folder.Read<double>("g.npy").Values);
    }

    public void Dispose() => _folder.Dispose();

    private void Write(string name, ElementType type, params double[] values)
    {
        switch (type)
        {
            case ElementType.Float16:
                _folder.Write(name, [2, 2], [.. values.Select(value => (Half)value)]);
                break;
            case ElementType.Float32:
                _folder.Write(name, [2, 2], [.. values.Select(value => (float)value)]);
                break;
            default:
                _folder.Write(name, [2, 2], values);
                break;
        }
    }

    private ElementType TypeOf(string name)
    {
        using NpyFile file = NpyFile.Open(_folder.File(name));
        return file.ElementType;
    }

    private void WriteFortran(string name, int rows, int columns, params double[] values)
    {
        double[] transposed = [.. Enumerable.Range(0, values.Length).Select(i => values[((i % rows) * columns) + (i / rows)])];
        _folder.Write(name, [rows, columns], transposed);
        byte[] bytes = File.ReadAllBytes(_folder.File(name));
        int place = bytes.AsSpan().IndexOf("False"u8);
        "True "u8.CopyTo(bytes.AsSpan(place));
        File.WriteAllBytes(_folder.File(name), bytes);
    }
}
