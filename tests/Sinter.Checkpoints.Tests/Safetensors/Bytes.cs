using System.Buffers.Binary;
using System.Text;

namespace Sinter.Checkpoints.Tests;

/// <summary>Makes safetensors files by hand, broken ones too.</summary>
internal static class Bytes
{
    public static byte[] File(string header, int dataLength = 0) => File(Encoding.UTF8.GetBytes(header), new byte[dataLength]);

    public static byte[] File(byte[] header, byte[] data)
    {
        var file = new byte[8 + header.Length + data.Length];
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        header.CopyTo(file, 8);
        data.CopyTo(file, 8 + header.Length);
        return file;
    }

    public static CheckpointException Refusal(byte[] file, string name = "model.safetensors")
    {
        using var folder = new TemporaryFolder();
        System.IO.File.WriteAllBytes(folder[name], file);
        var exception = Should.Throw<CheckpointException>(() => Checkpoint.Open(folder[name]).Dispose());
        exception.Message.ShouldContain(name);
        exception.Message.ShouldNotContain("\n");
        return exception;
    }

    public static byte[] ReadAll(Checkpoint checkpoint, string name)
    {
        checkpoint.TryGet(name, out var tensor).ShouldBeTrue($"there is no tensor {name}");
        var data = new byte[tensor!.ByteLength];
        checkpoint.Read(tensor, 0, data);
        return data;
    }

    public static float[] ReadFloats(Checkpoint checkpoint, string name) =>
        System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(ReadAll(checkpoint, name)).ToArray();
}
