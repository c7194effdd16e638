using System.IO.Compression;
using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Fluent;

namespace Sinter.Checkpoints.Tests;

public sealed class PyTorchFileTests
{
    private static readonly float[] Floats = [.. Enumerable.Range(0, 24).Select(static i => (float)i)];
    private static readonly byte[] Data = MemoryMarshal.AsBytes<float>(Floats).ToArray();

    [Fact]
    public void Views_of_one_storage_with_offsets_strides_no_dimensions_and_no_elements_are_read()
    {
        var file = Pickle.StateDictionary(
            ("rows", "FloatStorage", "0", 24, 4, [2, 3], [3, 1]),
            ("columns", "FloatStorage", "0", 24, 0, [3, 2], [1, 3]),
            ("slice", "FloatStorage", "0", 24, 1, [3], [8]),
            ("repeated", "FloatStorage", "0", 24, 5, [2, 2], [0, 1]),
            ("scalar", "FloatStorage", "0", 24, 7, [], []),
            ("nothing", "FloatStorage", "0", 24, 24, [0, 4], [4, 1])).Zip(("0", Data));
        using var opened = new OpenedFile(file);
        opened.Floats("rows").ShouldBe([4, 5, 6, 7, 8, 9]);
        opened.Floats("columns").ShouldBe([0, 3, 1, 4, 2, 5]);
        opened.Floats("slice").ShouldBe([1, 9, 17]);
        opened.Floats("repeated").ShouldBe([5, 6, 5, 6]);
        opened.Floats("scalar").ShouldBe([7]);
        opened.Floats("nothing").ShouldBeEmpty();
        opened.Checkpoint.Aliases.ShouldBeEmpty();
    }

    [Fact]
    public void Two_names_of_the_same_view_are_tied_to_the_first()
    {
        var file = Pickle.StateDictionary(
            ("embed", "FloatStorage", "0", 24, 0, [4, 6], [6, 1]), ("part", "FloatStorage", "0", 24, 0, [2, 6], [6, 1]), ("a.head", "FloatStorage", "0", 24, 0, [4, 6], [6, 1]));
        using var opened = new OpenedFile(file.Zip(("0", Data)));
        opened.Checkpoint.Aliases.ShouldBe([new("a.head", "embed")]);
        opened.Floats("a.head").ShouldBe(Floats);
    }

    [Fact]
    public void The_format_before_zip_is_read_with_several_storages()
    {
        var pickle = new Pickle().Protocol().Op('}').Op('(')
            .Text("a").Tensor("FloatStorage", "first", 24, 2, [2], [1], legacy: true)
            .Text("b").Tensor("HalfStorage", "second", 3, 0, [3], [1], legacy: true).Op('u');
        using var opened = new OpenedFile(pickle.Legacy(("second", 2, [1, 2, 3, 4, 5, 6]), ("first", 4, Data)));
        opened.Floats("a").ShouldBe([2, 3]);
        Bytes.ReadAll(opened.Checkpoint, "b").ShouldBe(new byte[] { 1, 2, 3, 4, 5, 6 });
    }

    [Fact]
    public void A_storage_view_of_an_old_file_starts_where_it_says()
    {
        var pickle = new Pickle().Protocol().Op('}').Text("a").Global("torch._utils", "_rebuild_tensor").Op('(')
            .Op('(').Text("storage").Global("torch", "FloatStorage").Text("root").Text("cpu").Number(24).Op('(').Text("view").Number(10).Number(6).Op('t').Op('t').Op('Q')
            .Number(1).Numbers(3).Numbers(1).Op('t').Op('R').Op('s');
        using var opened = new OpenedFile(pickle.Legacy(("root", 4, Data)));
        opened.Floats("a").ShouldBe([11, 12, 13]);
    }

    [Fact]
    public void Newer_types_come_as_untyped_storages_with_a_dtype()
    {
        var pickle = new Pickle().Protocol(4).Op('}').Text("a").Global("torch._utils", "_rebuild_tensor_v3").Op('(')
            .Op('(').Text("storage").Global("torch.storage", "UntypedStorage").Text("0").Text("cpu").Number(4).Op('t').Op('Q')
            .Number(1).Numbers(2).Numbers(1).Raw(0x89).Global("collections", "OrderedDict").Op(')').Op('R').Global("torch", "float8_e4m3fn").Op('t').Op('R').Op('s');
        using var opened = new OpenedFile(pickle.Zip(("0", [1, 2, 3, 4])));
        opened.Checkpoint.Tensors[0].TypeName.ShouldBe("F8_E4M3");
        Bytes.ReadAll(opened.Checkpoint, "a").ShouldBe(new byte[] { 2, 3 });
    }

    [Fact]
    public void Nested_dictionaries_and_lists_give_dotted_names_and_a_single_tensor_is_called_tensor()
    {
        var pickle = new Pickle().Protocol().Op('}').Text("x").Op('}').Number(3).Op(']').Tensor("FloatStorage", "0", 24, 0, [1], [1]).Op('a').Op('s').Op('s');
        using var nested = new OpenedFile(pickle.Zip(("0", Data)));
        nested.Checkpoint.Tensors.ShouldHaveSingleItem().Name.ShouldBe("x.3.0");
        using var single = new OpenedFile(new Pickle().Protocol().Tensor("FloatStorage", "0", 24, 0, [1], [1]).Zip(("0", Data)));
        single.Checkpoint.Tensors.ShouldHaveSingleItem().Name.ShouldBe("tensor");
    }

    [Fact]
    public void A_big_endian_file_and_compressed_entries_are_refused_clearly()
    {
        var pickle = Pickle.StateDictionary(("a", "FloatStorage", "0", 24, 0, [24], [1]));
        var big = Bytes.Refusal(pickle.Zip("big", CompressionLevel.NoCompression, ("0", Data)), "m.bin");
        big.Kind.ShouldBe(CheckpointError.UnknownFormat);
        big.Message.ShouldContain("big-endian");
        var compressed = Bytes.Refusal(pickle.Zip("little", CompressionLevel.Optimal, ("0", Data)), "m.bin");
        compressed.Kind.ShouldBe(CheckpointError.InvalidPickle);
        compressed.Message.ShouldContain("compressed");
    }

    [Fact]
    public void Any_view_reads_as_the_naive_gather_from_any_byte_on()
    {
        var views =
            from rank in Gen.Choose(0, 4)
            from sizes in Gen.ArrayOf(Gen.Choose(1, 6), rank)
            from order in Gen.Shuffle(Enumerable.Range(0, rank).ToArray())
            from steps in Gen.ArrayOf(Gen.Frequency((5, Gen.Constant(1)), (1, Gen.Constant(2)), (1, Gen.Constant(0))), rank)
            from offset in Gen.Choose(0, 3)
            from start in Gen.Choose(0, 100)
            select (sizes, order, steps, offset, start);
        Prop.ForAll(views.ToArbitrary(), static view =>
        {
            var (sizes, order, steps, offset, start) = view;
            var strides = new int[sizes.Length];
            var span = 1;
            foreach (var axis in order)
            {
                strides[axis] = span * steps[axis];
                span *= sizes[axis] * Math.Max(steps[axis], 1);
            }

            var storage = Enumerable.Range(0, span + offset).Select(static i => (short)i).ToArray();
            var expected = new List<short>();
            for (var i = 0; i < sizes.Aggregate(1, static (a, b) => a * b); i++)
            {
                var (rest, index) = (i, offset);
                for (var axis = sizes.Length - 1; axis >= 0; axis--) (rest, index) = (rest / sizes[axis], index + rest % sizes[axis] * strides[axis]);
                expected.Add(storage[index]);
            }

            using var opened = new OpenedFile(Pickle.StateDictionary(("t", "ShortStorage", "0", storage.Length, offset, sizes, strides)).Zip(("0", MemoryMarshal.AsBytes<short>(storage).ToArray())));
            var bytes = MemoryMarshal.AsBytes<short>(expected.ToArray()).ToArray();
            var tensor = opened.Checkpoint.Tensors[0];
            var from = start % bytes.Length;
            for (var length = 0; length <= bytes.Length - from; length += 1 + start % 7)
            {
                var part = new byte[length];
                opened.Checkpoint.Read(tensor, from, part);
                part.ShouldBe(bytes[from..(from + length)]);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));
    }

    private sealed class OpenedFile : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public OpenedFile(byte[] file)
        {
            File.WriteAllBytes(_folder["m.bin"], file);
            Checkpoint = Checkpoint.Open(_folder["m.bin"]);
        }

        public Checkpoint Checkpoint { get; }

        public float[] Floats(string name) => Bytes.ReadFloats(Checkpoint, name);

        public void Dispose()
        {
            Checkpoint.Dispose();
            _folder.Dispose();
        }
    }
}
