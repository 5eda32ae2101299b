using System.Runtime.InteropServices;
using KLDiv.Files.Tests;

namespace KLDiv.Files.Columnar.Tests;

/// <summary>Files that h5py itself writes.</summary>
public sealed class HdfTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [H5PyFact]
    public void Every_dataset_that_h5py_writes_is_read_to_the_same_numbers()
    {
        string[] datasets = NumPyScripts.Run("write_hdf5.py", _folder.Path);
        Assert.Equal(2 * ((17 * 3) + 14), datasets.Length);
        foreach (string line in datasets)
        {
            string[] fields = line.Split(' ');
            using RowSource source = Opened.At(fields[0]);
            Assert.Equal(fields[1], source.StoredAs);
            Assert.Equal(fields[2], string.Join('x', source.Lengths.ToArray()));
            double[] expected = MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(_folder.File($"{fields[3]}.bits"))).ToArray();
            Assert.True(expected.AsSpan().SequenceEqual(Opened.Elements(source)), line);
        }

        using RowSource only = Opened.At(_folder.File("one-latest.h5"));
        Assert.Equal([4, 3], only.Lengths.ToArray());
    }

    [H5PyTheory]
    [InlineData("text", "has elements of the class VariableLength and 16 bytes; floating-point numbers of 2, 4 and 8 bytes, whole numbers and bool are read")]
    [InlineData("pairs", "has elements of the class Compound and 8 bytes; floating-point numbers of 2, 4 and 8 bytes, whole numbers and bool are read")]
    [InlineData("nothing", "is a dataset without a value")]
    [InlineData("unwritten", "holds numbers that are not in this file: they were never written, or lie in another, which is not followed")]
    [InlineData("outside", "holds numbers that are not in this file: they were never written, or lie in another, which is not followed")]
    [InlineData("view", "is a view of datasets elsewhere, which are not followed; copy it into a file of its own")]
    public void What_is_no_tensor_in_the_file_is_refused(string dataset, string problem)
    {
        NumPyScripts.Run("write_hdf5.py", _folder.Path);
        DataFileException error = Assert.Throws<DataFileException>(() => Opened.At(_folder.File($"refused.h5#{dataset}")));
        Assert.Equal($"{_folder.File("refused.h5")}#{dataset}: {problem}", error.Message);
    }

    [H5PyFact]
    public void A_dataset_that_is_not_there_is_told_with_those_that_are()
    {
        NumPyScripts.Run("write_hdf5.py", _folder.Path);
        DataFileException error = Assert.Throws<DataFileException>(() => Opened.At(_folder.File("one-earliest.h5#x")));
        Assert.Equal($"{_folder.File("one-earliest.h5")}: holds no tensor 'x'; it holds '/group/only'", error.Message);
    }

    public void Dispose() => _folder.Dispose();
}

/// <summary>A fact that runs a Python that has h5py, skipped with the reason where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class H5PyFactAttribute : FactAttribute
{
    public H5PyFactAttribute() => Skip = NumPyScripts.Without("h5py");
}

/// <summary>A theory that does.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class H5PyTheoryAttribute : TheoryAttribute
{
    public H5PyTheoryAttribute() => Skip = NumPyScripts.Without("h5py");
}
