using System.Globalization;
using KLDiv.Files.SparseFiles;

namespace KLDiv.Files;

/// <summary>Writes sparse rows to a safetensors file, which appears whole or not at all; docs/formats/sparse-rows.md describes it.</summary>
/// <remarks>
/// Rows go in one after the other, each of any number of classes. The file's header says first how many there are, so that what follows waits in temporary files
/// without a name meanwhile. Where all rows give the same number of classes, the file has no offsets.
/// </remarks>
public sealed class SparseRowWriter : IDisposable
{
    private readonly string _path;
    private readonly long _classes;
    private readonly bool _isHalf;
    private readonly AtomicFile _file;
    private readonly FileStream _ids, _logProbabilities, _offsets;
    private readonly BinaryWriter _idWriter, _logWriter, _offsetWriter;
    private long _rows, _entries;
    private int _width = -1;
    private bool _isRagged;

    /// <summary>Starts a file.</summary>
    /// <param name="path">The file, replaced if it is there when it is completed.</param>
    /// <param name="classes">The number of classes of which rows give some.</param>
    /// <param name="isHalf">Whether log-probabilities are stored in 16 bits (their relative error is then at most 2^-11) and not in 32.</param>
    /// <exception cref="DataFileException">The file cannot be written.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no class.</exception>
    public SparseRowWriter(string path, long classes, bool isHalf = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        _path = path;
        _classes = classes;
        _isHalf = isHalf;
        (_ids, _logProbabilities, _offsets) = (Spill(), Spill(), Spill());
        (_idWriter, _logWriter, _offsetWriter) = (new(_ids), new(_logProbabilities), new(_offsets));
        _offsetWriter.Write(0L);
        _file = AtomicFile.Create(path);
    }

    private bool HasShortIds => _classes <= int.MaxValue;

    /// <summary>Appends a row.</summary>
    /// <param name="ids">Its classes.</param>
    /// <param name="logProbabilities">Their log-probabilities, as many.</param>
    /// <exception cref="ArgumentException">There are not as many, or an id is no class.</exception>
    /// <exception cref="DataFileException">What waits cannot be written.</exception>
    public void Write(ReadOnlySpan<long> ids, ReadOnlySpan<double> logProbabilities)
    {
        if (ids.Length != logProbabilities.Length || ids.ContainsAnyExceptInRange(0, _classes - 1))
        {
            throw new ArgumentException($"A row has {ids.Length} ids and {logProbabilities.Length} log-probabilities; there must be as many, and ids from 0 to {_classes - 1}.", nameof(ids));
        }

        try
        {
            for (int i = 0; i < ids.Length; i++)
            {
                WriteEntry(ids[i], logProbabilities[i]);
            }

            _entries += ids.Length;
            _offsetWriter.Write(_entries);
        }
        catch (Exception e) when (AtomicFile.IsRefusal(e))
        {
            throw CannotWait(e);
        }

        _rows++;
        _isRagged |= _width >= 0 && _width != ids.Length;
        _width = ids.Length;
    }

    /// <summary>Gives the file its name, with all that was written.</summary>
    /// <exception cref="DataFileException">The file cannot be written.</exception>
    public void Complete()
    {
        bool hasOffsets = _isRagged || _rows == 0 || _width == 0;
        nint[] lengths = hasOffsets ? [(nint)_entries] : [(nint)_rows, _width];
        List<(string Name, string DType, nint[] Lengths)> tensors =
            [(SparseRowsFile.Ids, HasShortIds ? "I32" : "I64", lengths), (SparseRowsFile.LogProbabilities, _isHalf ? "F16" : "F32", lengths)];
        if (hasOffsets)
        {
            tensors.Insert(0, (SparseRowsFile.Offsets, "I64", [(nint)_rows + 1]));
        }

        Dictionary<string, string> metadata = new(StringComparer.Ordinal)
        {
            [SparseRowsFile.FormatKey] = SparseRowsFile.Format,
            [SparseRowsFile.ClassesKey] = _classes.ToString(CultureInfo.InvariantCulture),
        };
        _ = new SafetensorsWriter(_file, metadata, tensors);
        foreach (FileStream spill in hasOffsets ? new[] { _offsets, _ids, _logProbabilities } : [_ids, _logProbabilities])
        {
            Rewind(spill);
            spill.CopyTo(_file);
        }

        _file.Commit();
    }

    /// <summary>Removes what was written, unless it was completed.</summary>
    public void Dispose()
    {
        foreach (BinaryWriter writer in new[] { _idWriter, _logWriter, _offsetWriter })
        {
            try
            {
                writer.Dispose();
            }
            catch (Exception e) when (AtomicFile.IsRefusal(e))
            {
                // What is still in its buffer finds no room, and is not wanted any more.
            }
        }

        _file.Dispose();
    }

    private void WriteEntry(long id, double logProbability)
    {
        if (HasShortIds)
        {
            _idWriter.Write((int)id);
        }
        else
        {
            _idWriter.Write(id);
        }

        if (_isHalf)
        {
            _logWriter.Write((Half)logProbability);
        }
        else
        {
            _logWriter.Write((float)logProbability);
        }
    }

    private void Rewind(FileStream spill)
    {
        try
        {
            spill.Flush();
            spill.Position = 0;
        }
        catch (Exception e) when (AtomicFile.IsRefusal(e))
        {
            throw CannotWait(e);
        }
    }

    private DataFileException CannotWait(Exception refusal) => DataFileException.From(
        refusal,
        _path,
        $"cannot be written, since what goes to it waits in {Path.GetTempPath()} (TMPDIR names another folder)",
        refusal is ArgumentException ? "File too large" : null);

    /// <summary>A file that goes with the process, however it ends.</summary>
    private FileStream Spill()
    {
        try
        {
            string path = Path.GetTempFileName();
            FileStream stream = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.DeleteOnClose);
            if (!OperatingSystem.IsWindows())
            {
                File.Delete(path);
            }

            return stream;
        }
        catch (Exception e) when (AtomicFile.IsRefusal(e))
        {
            throw CannotWait(e);
        }
    }
}
