using System.Numerics.Tensors;
using KLDiv.Files;
using KLDiv.Reports.Shards;

namespace KLDiv.Reports.Tests;

/// <summary>A folder with a pair of files of logits, and all that may come with them, of which parts of a report are made.</summary>
internal sealed class PartFolder : IDisposable
{
    public const int Rows = 11;

    private const int Support = 5;

    private readonly TemporaryFolder _folder = new();

    public PartFolder()
    {
        WriteLogits("input.npy", seed: 1);
        WriteLogits("target.npy", seed: 2);
        Write("weights.npy", [Rows], [1f, 0, 2, 0.5f, 3, 1, 1, 0, 1, 4, 1]);
        Write("mask.npy", [Rows], [1f, 1, 0, 1, 1, 0, 0, 1, 1, 1, 1]);
        Write("labels.npy", [Rows], [0f, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0]);
        System.IO.File.WriteAllLines(File("names.txt"), ["eins", "zwei", "drei", "vier", "fünf"]);
    }

    /// <summary>A report that needs no more than the two files.</summary>
    public FileReport Plain => new()
    {
        Input = File("input.npy"),
        Target = File("target.npy"),
        InputKind = RowKind.Logits,
        TargetKind = RowKind.Logits,
        Top = 3,
    };

    /// <summary>A report that takes everything into account.</summary>
    public FileReport Full => Plain with
    {
        Divergence = DivergenceKind.JensenShannon,
        Beta = 0.25,
        Temperature = 1.5,
        Weights = File("weights.npy"),
        Labels = File("labels.npy"),
        Names = File("names.txt"),
    };

    /// <summary>What was said while parts were made.</summary>
    public List<string> Told { get; } = [];

    public string[] Names => _folder.Names;

    public string File(string name) => _folder.File(name);

    public string File(string name, byte[] contents) => _folder.File(name, contents);

    public void WriteLogits(string name, int seed, int rows = Rows)
    {
        Random random = new(seed);
        float[] values = new float[rows * Support];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = -8 * random.NextSingle();
        }

        Write(name, [rows, Support], values);
    }

    /// <summary>Makes the part of a shard.</summary>
    /// <returns>Its path.</returns>
    public string Make(int index, int count, FileReport? options = null, string? name = null, string? submission = null)
    {
        string path = File(name ?? $"part-{index}-of-{count}");
        FileReport.MakePart(options ?? Plain, new Shard(index, count), path, Told.Add, submission);
        return path;
    }

    /// <summary>Makes all parts.</summary>
    public string[] MakeAll(int count, FileReport? options = null) => [.. Enumerable.Range(1, count).Select(i => Make(i, count, options))];

    public void Dispose() => _folder.Dispose();

    private void Write(string name, nint[] shape, float[] values) => NpyFile.Write(File(name), new ReadOnlyTensorSpan<float>(values, shape, []));
}
