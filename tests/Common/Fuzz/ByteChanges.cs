using System.Buffers.Binary;

namespace KLDiv.TestSupport;

/// <summary>Changes of a file that know nothing of what its bytes mean.</summary>
internal static class ByteChanges
{
    /// <summary>Changes a file in one place.</summary>
    /// <param name="file">The file.</param>
    /// <param name="fragments">Pieces that its format is made of.</param>
    /// <param name="others">Files whose ends may become its own.</param>
    /// <param name="random">What chooses.</param>
    public static void Change(List<byte> file, byte[][] fragments, IReadOnlyList<byte[]> others, Random random)
    {
        if (file.Count == 0)
        {
            file.AddRange(random.Pick(fragments));
            return;
        }

        int at = random.Next(file.Count);
        int count = random.Next(1, Math.Min(16, file.Count - at) + 1);
        switch (random.Next(11))
        {
            case 0:
                file[at] = (byte)random.Next(256);
                break;
            case 1:
                file[at] ^= (byte)(1 << random.Next(8));
                break;
            case 2:
                file.InsertRange(at, random.Pick(fragments));
                break;
            case 3:
                file.RemoveRange(at, count);
                file.InsertRange(at, random.Pick(fragments));
                break;
            case 4:
                file.RemoveRange(at, count);
                break;
            case 5:
                file.InsertRange(at, file.GetRange(at, count));
                break;
            case 6:
                file.RemoveRange(at, file.Count - at);
                break;
            case 7:
                byte[] fragment = random.Pick(fragments);
                file.InsertRange(at, (byte[])[.. Enumerable.Repeat(fragment, random.Next(1, 200)).SelectMany(piece => piece)]);
                break;
            case 8:
                byte[] other = random.Pick(others);
                int from = random.Next(other.Length + 1);
                file.RemoveRange(at, file.Count - at);
                file.AddRange(other[from..]);
                break;
            case 9:
                file.AddRange(new byte[random.Next(1, 64)]);
                break;
            default:
                WriteNumber(file, at, random);
                break;
        }
    }

    /// <summary>A number of 2, 4 or 8 bytes, at a place where headers have them or anywhere.</summary>
    private static void WriteNumber(List<byte> file, int at, Random random)
    {
        int place = random.Next(2) == 0 ? at : random.Next(Math.Min(file.Count, 32));
        byte[] number = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(number, Extremes.WholeNumber(random));
        int length = Math.Min(2 << random.Next(3), file.Count - place);
        for (int i = 0; i < length; i++)
        {
            file[place + i] = number[i];
        }
    }
}
