using System.Text;
using KLDiv.Files.Torch;

namespace KLDiv.TestSupport;

/// <summary>Files of <c>torch.save</c> built byte by byte, and the pickles in them.</summary>
internal static class TorchBytes
{
    /// <summary>The bytes of an archive with a pickle and one storage, <c>0</c>.</summary>
    public static byte[] Of(byte[] pickle, byte[] storage) =>
        ZipBytes.Of(new ZipEntry("run/data.pkl", pickle), new ZipEntry("run/data/0", storage), new ZipEntry("run/version", [.. "3\n"u8]));

    /// <summary>A pickle: the mark of protocol 2, some instructions, and the end.</summary>
    public static byte[] Pickle(params byte[][] instructions) => [0x80, 2, .. instructions.SelectMany(bytes => bytes), (byte)'.'];

    /// <summary>A tensor over a storage of as many elements as it has.</summary>
    public static byte[] Tensor(string storage, params int[] lengths)
    {
        int[] strides = new int[lengths.Length];
        int count = 1;
        for (int axis = lengths.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = count;
            count *= lengths[axis];
        }

        return Tensor(storage, count, 0, lengths, strides);
    }

    public static byte[] Tensor(string storage, int count, int offset, int[] lengths, int[] strides, string key = "0") =>
        Call("torch._utils", "_rebuild_tensor_v2", Storage(storage, count, key), Number(offset), Tuple(lengths), Tuple(strides), [0x89], Call("collections", "OrderedDict"));

    public static byte[] Storage(string type, int count, string key = "0") =>
        [.. Tuple(Text("storage"), Global("torch", type), Text(key), Text("cpu"), Number(count)), (byte)'Q'];

    public static byte[] Call(string module, string name, params byte[][] arguments) => [.. Global(module, name), .. Tuple(arguments), (byte)'R'];

    public static byte[] Global(string module, string name) => Encoding.UTF8.GetBytes($"c{module}\n{name}\n");

    public static byte[] Number(int value) => [(byte)'J', .. ZipBytes.U32((uint)value)];

    public static byte[] Text(string value) => [(byte)'X', .. ZipBytes.U32((uint)Encoding.UTF8.GetByteCount(value)), .. Encoding.UTF8.GetBytes(value)];

    public static byte[] Tuple(params byte[][] items) => [(byte)'(', .. items.SelectMany(item => item), (byte)'t'];

    public static byte[] Tuple(int[] numbers) => Tuple(Array.ConvertAll(numbers, Number));

    public static byte[] List(params byte[][] items) => [(byte)']', (byte)'(', .. items.SelectMany(item => item), (byte)'e'];

    public static byte[] Dictionary(params (string Key, byte[] Value)[] items) =>
        [(byte)'}', (byte)'(', .. items.SelectMany(item => (byte[])[.. Text(item.Key), .. item.Value]), (byte)'u'];
}
