using System.Security.Cryptography;
using KLDiv.Files;

namespace KLDiv.Reports.Shards;

/// <summary>
/// By what two machines know that they read the same file: its size, and the SHA-256 of 64 blocks that lie evenly over it. Reading all of
/// it would take as long as the work itself; a model that was trained or quantised anew differs nearly everywhere.
/// </summary>
/// <param name="Bytes">The size.</param>
/// <param name="Hash">The hash of the blocks, in hexadecimal digits; of the whole file where it is no longer than they are.</param>
internal readonly record struct FileSample(long Bytes, string Hash)
{
    private const int Blocks = 64;
    private const int BlockLength = 4096;

    /// <exception cref="DataFileException">The file cannot be read.</exception>
    public static FileSample Of(string path)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            long length = file.Length;
            byte[] block = new byte[BlockLength];
            for (int i = 0; i < Blocks; i++)
            {
                file.Position = PlaceOf(i, length);
                hash.AppendData(block, 0, file.ReadAtLeast(block, (int)Math.Min(BlockLength, length - file.Position), throwOnEndOfStream: false));
            }

            return new FileSample(length, Convert.ToHexStringLower(hash.GetCurrentHash()));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFileException(path, $"cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Short files are covered block by block; in longer ones the first block is the start and the last one the end.</summary>
    private static long PlaceOf(int block, long length) => length <= Blocks * BlockLength
        ? Math.Min((long)block * BlockLength, length)
        : (long)((Int128)(length - BlockLength) * block / (Blocks - 1));
}
