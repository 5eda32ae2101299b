using KLDiv.Files.Torch;
using static KLDiv.TestSupport.TorchBytes;

namespace KLDiv.Files.Tests;

internal static class MalformedTorchCases
{
    private static readonly byte[] Good = Tensor("FloatStorage", 2, 3);

    public static readonly MalformedCase[] All =
    [
        new("long pickle", Of(new byte[16_777_217], []), "has 16777217 bytes; the most that is read is 16777216") { Member = "run/data.pkl" },
        new("deflated pickle", ZipBytes.Of(ZipEntry.Deflated("run/data.pkl", Pickle(Good))), "is compressed, encrypted or cut short, and torch.save stores 'run/data.pkl' as it is") { Member = "run/data.pkl" },
        new("no instruction", With([(byte)'!']), "has the pickle instruction 21 at byte 2 of data.pkl, which tensors do not need"),
        new("a program", With(Call("os", "system", Text("true"))), "needs the Python object 'os.system'; only tensors, and lists, tuples and dictionaries of them, are read: save those alone"),
        new("a program by its newer instruction", With(Text("builtins"), Text("eval"), [0x93]), "needs the Python object 'builtins.eval'; only tensors, and lists, tuples and dictionaries of them, are read: save those alone"),
        new("another call", With(Call("torch._utils", "_rebuild_tensor_v2", Number(1))), "calls 'torch._utils._rebuild_tensor_v2' otherwise than torch.save does"),
        new("a call of a number", With(Number(1), Tuple(), [(byte)'R']), "calls 'an unnamed function' otherwise than torch.save does"),
        new("no storage", With(Tuple(Text("module")), [(byte)'Q']), "refers to an object outside data.pkl that is no storage of a tensor"),
        new("negative storage", With(Storage("FloatStorage", -1)), "refers to an object outside data.pkl that is no storage of a tensor"),
        new("a long number", With([0x8A, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9]), "has a whole number of 9 bytes at byte 4 of data.pkl"),
        new("nothing remembered", With([(byte)'h', 7]), "recalls the object 7 in data.pkl, which it has not remembered"),
        new("no list", With(Number(1), Number(2), [(byte)'a']), "appends to what is no list at byte 12 of data.pkl"),
        new("no dictionary", With(Number(1), Text("a"), Number(2), [(byte)'s']), "sets an item of what is no dictionary at byte 18 of data.pkl"),
        new("no value", With([(byte)'}', (byte)'(', (byte)'N', (byte)'u']), "has a key without a value at byte 5 of data.pkl"),
        new("nothing there", With([(byte)'0']), "takes an object that is not there at byte 2 of data.pkl"),
        new("no mark", With(Number(1), [(byte)'t']), "takes an object that is not there at byte 7 of data.pkl"),
        new("beyond the mark", With(Number(1), [(byte)'('], [0x85]), "takes an object that is not there at byte 8 of data.pkl"),
        new("an empty pickle", Of([], []), "has a data.pkl that ends at byte 0, within an instruction"),
        new("cut off", Of(Pickle(Good)[..^1], new byte[24]), $"has a data.pkl that ends at byte {Pickle(Good).Length - 1}, within an instruction"),
        new("a text that is cut off", With([(byte)'X', 255, 255, 255, 255]), "has a data.pkl that ends at byte 8, within an instruction"),
        new("a name without an end", Of([(byte)'c', (byte)'o', (byte)'s'], []), "has a data.pkl that ends at byte 3, within an instruction"),
        new("too deep", With([.. Enumerable.Repeat((byte)']', 66)], [.. Enumerable.Repeat((byte)'a', 65)]), "holds collections more than 64 deep, or more than 1048576 entries"),
        new("a list of itself", With([(byte)']', (byte)'q', 0, (byte)'h', 0, (byte)'a']), "holds collections more than 64 deep, or more than 1048576 entries"),
        new("lists of lists of lists", With(Doubled(30)), "holds collections more than 64 deep, or more than 1048576 entries"),
        new("strides of another rank", With(Tensor("FloatStorage", 6, 0, [2, 3], [1])), "has a tensor of 2 lengths and 1 strides"),
        new("negative stride", With(Tensor("FloatStorage", 6, 0, [2, 3], [-3, 1])), "has a tensor whose lengths or strides are no whole numbers"),
        new("another storage", With(Tensor("FloatStorage", 6, 0, [2, 3], [3, 1], key: "7")), "lies in the storage '7', which the archive does not have"),
        new("beyond its storage", With(Tensor("FloatStorage", 6, 1, [2, 3], [3, 1])), "has the shape [2, 3], the strides [3, 1] and the offset 1, and its storage 6 elements"),
        new("strides beyond its storage", With(Tensor("FloatStorage", 6, 0, [2, 3], [4, 1])), "has the shape [2, 3], the strides [4, 1] and the offset 0, and its storage 6 elements"),
        new("negative offset", With(Tensor("FloatStorage", 6, -1, [2, 3], [3, 1])), "has the shape [2, 3], the strides [3, 1] and the offset -1, and its storage 6 elements"),
        new("a size that overflows", With(Tensor("FloatStorage", 6, 0, [2_000_000_000, 2_000_000_000, 2_000_000_000], [0, 0, 0])), "has the shape [2000000000, 2000000000, 2000000000], the strides [0, 0, 0] and the offset 0, and its storage 6 elements"),
        new("elements without an end", With(Tensor("FloatStorage", 6, 0, [2, 200_000], [3, 0])), "has 400000 elements that repeat the 6 of its storage; save it as a contiguous tensor"),
        new("another checksum", ZipBytes.Of(new ZipEntry("run/data.pkl", Pickle(Tensor("FloatStorage", 6))), new ZipEntry("run/data/0", new byte[24]) { Crc = 1 }), $"has the CRC-32 {System.IO.Hashing.Crc32.HashToUInt32(new byte[24]):X8}; the archive says 00000001"),
        new("no type", With(Call("torch._utils", "_rebuild_tensor_v3", Storage("FloatStorage", 6), Number(0), Tuple([6]), Tuple([1]), [0x89], [(byte)'N'], Global("torch", "Size"))), "has elements of no known type: torch.Size"),
        new("complex numbers", With(Tensor("ComplexFloatStorage", 3)), "has elements of type complex64; real numbers, whole numbers and bool are read"),
        new("no tensor", With(Dictionary(("epoch", Number(3)))), "holds no tensor"),
        new("several", With(Dictionary(("a", Good), ("b", List(Good, Good)))), "holds 3 tensors, 'a', 'b.0', 'b.1'; name one of them as FILE#NAME"),
        new("another", With(Dictionary(("a", Good))), "holds no tensor 'b'; it holds 'a'", Tensor: "b"),
    ];

    private static byte[] With(params byte[][] instructions) => Of(Pickle(instructions), new byte[24]);

    /// <summary>A list of two lists that are one, each of two that are one, and so on.</summary>
    private static byte[] Doubled(int times) =>
        [(byte)']', .. Enumerable.Range(0, times).SelectMany(i => (byte[])[(byte)'q', (byte)i, (byte)'0', (byte)']', (byte)'h', (byte)i, (byte)'a', (byte)'h', (byte)i, (byte)'a'])];
}
