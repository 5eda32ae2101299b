using System.Text;
using KLDiv.Files;

namespace KLDiv.Reports.Tests;

/// <summary>A folder with files of distributions, of which reports are made.</summary>
internal sealed class ReportFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string File(string name) => _folder.File(name);

    /// <summary>Writes rows as float64, float32 or float16, by the type of the numbers.</summary>
    public string Write<T>(string name, T[][] rows)
        where T : unmanaged => Write(name, [rows.Length, rows.Length == 0 ? 3 : rows[0].Length], [.. rows.SelectMany(row => row)]);

    public string Write<T>(string name, nint[] shape, T[] values)
        where T : unmanaged
    {
        using NpyWriter writer = NpyWriter.Create(File(name), ElementTypes.Of<T>(), shape);
        writer.Write<T>(values);
        writer.Complete();
        return File(name);
    }

    /// <summary>Writes a <c>.npy</c> file of integers, which the writer of tensors does not know.</summary>
    public string WriteIntegers(string name, string type, int count, byte[] bytes)
    {
        string header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({count},), }}".PadRight(117) + "\n";
        return _folder.File(name, [0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. Encoding.ASCII.GetBytes(header), .. bytes]);
    }

    public string WriteLabels(string name, params int[] labels) =>
        WriteIntegers(name, "<i4", labels.Length, [.. labels.SelectMany(BitConverter.GetBytes)]);

    public string WriteText(string name, string text)
    {
        System.IO.File.WriteAllText(File(name), text);
        return File(name);
    }

    /// <summary>Two files of logits with one row each for a number of rows.</summary>
    public FileReport Logits(float[][] input, float[][] target) => new()
    {
        Input = Write("x.npy", input),
        Target = Write("t.npy", target),
        InputKind = RowKind.Logits,
        TargetKind = RowKind.Logits,
        Threads = 1,
    };

    public static ReportFigures Figures(FileReport options) => FileReport.Figures(options);

    public void Dispose() => _folder.Dispose();
}
