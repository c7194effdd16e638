using FsCheck;
using FsCheck.Fluent;
using Sinter.Tensors;

namespace Sinter.Checkpoints.Tests;

/// <summary>Valid files with bytes changed, cut out, doubled or cut off: only a <see cref="CheckpointException"/> may come out, and no flood of memory.</summary>
public sealed class MutationTests
{
    private const long MostMemory = 256 << 20;
    private static readonly byte[] Data = [.. Enumerable.Range(0, 96).Select(static i => (byte)i)];

    [Fact]
    public void Broken_safetensors_files_are_refused_or_read()
    {
        const string Header = """
            {"__metadata__":{"format":"pt","tied":"b"},"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"b":{"dtype":"BF16","shape":[4,2],"data_offsets":[24,40]},
             "c":{"dtype":"F4","shape":[3],"data_offsets":[40,42]},"d":{"dtype":"U8","shape":[],"data_offsets":[42,43]},"e":{"dtype":"I64","shape":[0],"data_offsets":[43,43]}}
            """;
        Check(Bytes.File(Header, 43), "model.safetensors", """{}[]",:0123456789eF\-. """);
    }

    [Fact]
    public void Broken_zip_files_of_pytorch_are_refused_or_read() => Check(StateDictionary(legacy: false).Zip(("0", Data), ("1", Data)), "m.pt", "(.0Q}]abcehjlqrstuR)\x80\x85\x89");

    [Fact]
    public void Broken_legacy_files_of_pytorch_are_refused_or_read() => Check(StateDictionary(legacy: true).Legacy(("0", 4, Data), ("1", 8, Data)), "m.pt", "(.0Q}]abcehjlqrstuR)\x80\x85\x89");

    [Fact]
    public void Broken_indexes_are_refused_or_read()
    {
        using var folder = new TemporaryFolder();
        FolderTests.WriteShards(folder);
        var index = File.ReadAllBytes(folder["model.safetensors.index.json"]);
        Check(index, """{}[]",:0123456789./\u""", mutated =>
        {
            File.WriteAllBytes(folder["model.safetensors.index.json"], mutated);
            OpenAndRead(folder.Path);
        });
    }

    [Fact]
    public void Broken_adapter_configurations_are_refused_or_read()
    {
        using var adapter = new AdapterFolder().Pair("q", 3, 2, 3).Write(
            """{"peft_type": "LORA", "r": 2, "lora_alpha": 8, "use_rslora": false, "rank_pattern": {"q": 2}, "alpha_pattern": {"(a|b)*\\.q": 3}, "target_modules": ["q"], "modules_to_save": null}""");
        var path = Path.Combine(adapter.Path, "adapter_config.json");
        Check(File.ReadAllBytes(path), """{}[]",:0123456789()*+?\.^$e-""", mutated =>
        {
            File.WriteAllBytes(path, mutated);
            using var opened = LoraAdapter.Open(adapter.Path);
        });
    }

    private static Pickle StateDictionary(bool legacy) => new Pickle().Protocol().Op('}').Op('(')
        .Text("state_dict").Op('}').Op('(')
        .Text("a").Tensor("FloatStorage", "0", 24, 2, [3, 2], [2, 1], legacy)
        .Text("b").Tensor("FloatStorage", "0", 24, 0, [2, 3], [1, 4], legacy)
        .Text("c").Tensor("LongStorage", "1", 12, 0, [], [], legacy).Op('u')
        .Text("epoch").Number(3).Text("list").Op(']').Op('(').Number(1).Raw(0x88).Op('N').Op('e').Op('u');

    private static void Check(byte[] file, string name, string alphabet)
    {
        using var folder = new TemporaryFolder();
        Check(file, alphabet, mutated =>
        {
            File.WriteAllBytes(folder[name], mutated);
            OpenAndRead(folder[name]);
        });
    }

    private static void Check(byte[] file, string alphabet, Action<byte[]> use)
    {
        use(file);
        var mutations = Gen.NonEmptyListOf(Mutation(file.Length, alphabet)).Select(list => list.Take(4).Aggregate(file, static (bytes, mutate) => mutate(bytes)));
        Prop.ForAll(mutations.ToArbitrary(), mutated =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                use(mutated);
            }
            catch (CheckpointException exception)
            {
                exception.Message.ShouldNotContain("\n");
            }

            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(MostMemory);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(600));
    }

    private static Gen<Func<byte[], byte[]>> Mutation(int length, string alphabet)
    {
        var place = Gen.Choose(0, length - 1);
        var random = Gen.Choose(0, 255).Select(static value => (byte)value);
        var likely = Gen.Elements(alphabet.ToCharArray()).Select(static letter => (byte)letter);
        return Gen.Frequency(
            (4, from at in place from value in Gen.OneOf(random, likely) select (Func<byte[], byte[]>)(bytes => Change(bytes, at, value))),
            (2, from at in place from value in likely select (Func<byte[], byte[]>)(bytes => [.. bytes.Take(at), value, .. bytes.Skip(at)])),
            (1, from at in place from bit in Gen.Choose(0, 7) select (Func<byte[], byte[]>)(bytes => at < bytes.Length ? Change(bytes, at, (byte)(bytes[at] ^ (1 << bit))) : bytes)),
            (1, from at in place select (Func<byte[], byte[]>)(bytes => [.. bytes.Take(at)])),
            (1, from at in place from count in Gen.Choose(1, 40) select (Func<byte[], byte[]>)(bytes => [.. bytes.Take(at), .. bytes.Skip(at + count)])),
            (1, from at in place from count in Gen.Choose(1, 40) select (Func<byte[], byte[]>)(bytes => [.. bytes.Take(at + count), .. bytes.Skip(at)])));
    }

    private static byte[] Change(byte[] bytes, int at, byte value)
    {
        var changed = (byte[])bytes.Clone();
        if (at < changed.Length) changed[at] = value;
        return changed;
    }

    private static void OpenAndRead(string path)
    {
        using var checkpoint = Checkpoint.Open(path);
        Span<byte> buffer = stackalloc byte[256];
        foreach (var tensor in checkpoint.Tensors)
        {
            checkpoint.Read(tensor, 0, buffer[..(int)Math.Min(buffer.Length, tensor.ByteLength)]);
            tensor.Shape.Count.ShouldBeGreaterThanOrEqualTo(0);
            if (tensor.Type is not ElementType.Other) tensor.ByteLength.ShouldBe(tensor.Shape.Count * tensor.Type.Size());
        }
    }
}
