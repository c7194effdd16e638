using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Sinter.Checkpoints.Tests;

/// <summary>Writes pickles by hand, honest and hostile ones, and the PyTorch files around them.</summary>
internal sealed class Pickle
{
    private readonly List<byte> _bytes = [];

    public byte[] Stopped => [.. _bytes, (byte)'.'];

    /// <summary>A dictionary of tensors, as torch.save writes a state_dict.</summary>
    public static Pickle StateDictionary(params (string Name, string Storage, string Key, int Count, int Offset, int[] Sizes, int[] Strides)[] tensors)
    {
        var pickle = new Pickle().Protocol().Op('}').Op('(');
        foreach (var (name, storage, key, count, offset, sizes, strides) in tensors) pickle.Text(name).Tensor(storage, key, count, offset, sizes, strides);
        return pickle.Op('u');
    }

    public Pickle Protocol(byte protocol = 2) => Raw(0x80, protocol);

    public Pickle Op(char opcode) => Raw((byte)opcode);

    public Pickle Raw(params byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public Pickle Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        return Op('X').Raw(length).Raw(bytes);
    }

    public Pickle Number(int number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        return Op('J').Raw(bytes);
    }

    public Pickle Numbers(params int[] numbers)
    {
        Op('(');
        foreach (var number in numbers) Number(number);
        return Op('t');
    }

    public Pickle Global(string module, string name) => Op('c').Raw(Encoding.UTF8.GetBytes($"{module}\n{name}\n"));

    public Pickle Storage(string type, string key, int count, bool legacy = false)
    {
        Op('(').Text("storage").Global("torch", type).Text(key).Text("cpu").Number(count);
        if (legacy) Op('N');
        return Op('t').Op('Q');
    }

    public Pickle Tensor(string type, string key, int count, int offset, int[] sizes, int[] strides, bool legacy = false) =>
        Global("torch._utils", "_rebuild_tensor_v2").Op('(').Storage(type, key, count, legacy).Number(offset).Numbers(sizes).Numbers(strides)
            .Raw(0x89).Global("collections", "OrderedDict").Op(')').Op('R').Op('t').Op('R');

    /// <summary>The zip file around the pickle.</summary>
    public byte[] Zip(params (string Key, byte[] Data)[] storages) => Zip("little", CompressionLevel.NoCompression, storages);

    public byte[] Zip(string byteOrder, CompressionLevel level, params (string Key, byte[] Data)[] storages)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "model/data.pkl", Stopped, CompressionLevel.NoCompression);
            Add(zip, "model/byteorder", Encoding.ASCII.GetBytes(byteOrder), CompressionLevel.NoCompression);
            foreach (var (key, data) in storages) Add(zip, $"model/data/{key}", data, level);
        }

        return stream.ToArray();
    }

    /// <summary>The file of the format before zip around the pickle.</summary>
    public byte[] Legacy(params (string Key, int ElementSize, byte[] Data)[] storages)
    {
        var head = new Pickle().Protocol().Raw(0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19).Op('.')
            .Protocol().Raw((byte)'M', 0xe9, 0x03).Op('.')
            .Protocol().Op('}').Text("little_endian").Raw(0x88).Op('s').Op('.')
            .Raw(Stopped).Protocol().Op(']').Op('(');
        foreach (var (key, _, _) in storages) head.Text(key);
        head.Op('e').Op('.');
        foreach (var (_, size, data) in storages)
        {
            var count = new byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(count, data.Length / size);
            head.Raw(count).Raw(data);
        }

        return [.. head._bytes];
    }

    private static void Add(ZipArchive zip, string name, byte[] data, CompressionLevel level)
    {
        using var entry = zip.CreateEntry(name, level).Open();
        entry.Write(data);
    }
}
