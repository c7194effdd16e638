namespace Sinter.Checkpoints.Tests;

public sealed class PickleAttackTests
{
    private static readonly byte[] Data = new byte[96];

    [Theory]
    [InlineData("os", "system")]
    [InlineData("posix", "system")]
    [InlineData("builtins", "eval")]
    [InlineData("builtins", "getattr")]
    [InlineData("subprocess", "Popen")]
    [InlineData("torch.hub", "load")]
    [InlineData("torch", "load")]
    [InlineData("torch.storage", "_load_from_bytes")]
    [InlineData("numpy.core.multiarray", "_reconstruct")]
    [InlineData("__torch__.evil", "Model")]
    public void A_pickle_that_imports_code_is_refused_by_name(string module, string name)
    {
        var ways = new[]
        {
            new Pickle().Protocol().Global(module, name).Text("touch pwned").Raw(0x85).Op('R'),
            new Pickle().Protocol(4).Text(module).Text(name).Raw(0x93).Text("touch pwned").Raw(0x85).Op('R'),
            new Pickle().Op('(').Text("x").Op('i').Raw(System.Text.Encoding.ASCII.GetBytes($"{module}\n{name}\n")),
        };
        foreach (var pickle in ways)
        {
            var exception = Bytes.Refusal(pickle.Zip(("0", Data)), "pytorch_model.bin");
            exception.Kind.ShouldBe(CheckpointError.ForbiddenPickle);
            exception.Message.ShouldContain($"'{module}.{name}'");
            if (pickle.Stopped[0] == 0x80) Bytes.Refusal(pickle.Stopped, "pytorch_model.bin").Kind.ShouldBe(CheckpointError.ForbiddenPickle);
        }
    }

    [Fact]
    public void Calling_what_is_not_a_function_and_odd_opcodes_are_refused()
    {
        Pickle[] pickles =
        [
            new Pickle().Protocol().Global("torch", "float32").Op(')').Op('R'),
            new Pickle().Protocol().Global("torch", "FloatStorage").Op(')').Op('R'),
            new Pickle().Protocol().Text("x").Op(')').Op('R'),
            new Pickle().Protocol().Raw(0x82, 1), // an extension registry code
            new Pickle().Protocol().Op(']').Op('}').Op('b'),
            new Pickle().Protocol(6).Op('N'),
            new Pickle().Protocol().Op('h').Raw(7),
            new Pickle().Protocol().Op('t'),
            new Pickle().Protocol(),
            new Pickle().Protocol().Text("no storage").Raw(0x85).Op('Q'),
        ];
        foreach (var pickle in pickles) Bytes.Refusal(pickle.Zip(("0", Data)), "m.pt").Kind.ShouldBe(CheckpointError.InvalidPickle);
    }

    [Theory]
    [InlineData(24, 0, new[] { 25 }, new[] { 1 })]
    [InlineData(24, 24, new[] { 1 }, new[] { 1 })]
    [InlineData(24, -1, new[] { 1 }, new[] { 1 })]
    [InlineData(24, 0, new[] { -1 }, new[] { 1 })]
    [InlineData(24, 0, new[] { 2 }, new[] { -1 })]
    [InlineData(24, 0, new[] { 2, 2 }, new[] { 1 })]
    [InlineData(24, 0, new[] { 2, 2 }, new[] { 23, 1 })]
    [InlineData(24, 0, new[] { int.MaxValue, int.MaxValue, int.MaxValue }, new[] { 0, 0, 0 })]
    [InlineData(24, 0, new[] { int.MaxValue, int.MaxValue }, new[] { 0, 0 })]
    [InlineData(25, 0, new[] { 25 }, new[] { 1 })]
    [InlineData(-1, 0, new[] { 0 }, new[] { 1 })]
    public void A_view_outside_its_storage_is_refused(int count, int offset, int[] sizes, int[] strides)
    {
        var pickle = Pickle.StateDictionary(("t", "FloatStorage", "0", count, offset, sizes, strides));
        Bytes.Refusal(pickle.Zip(("0", Data)), "m.pt").Kind.ShouldBe(CheckpointError.InvalidPickle);
    }

    [Fact]
    public void A_missing_storage_is_named() =>
        Bytes.Refusal(Pickle.StateDictionary(("t", "FloatStorage", "gone", 1, 0, [1], [1])).Zip(("0", Data)), "m.pt").Message.ShouldContain("'gone'");

    [Fact]
    public void Dictionaries_that_double_at_every_level_end_early()
    {
        var pickle = new Pickle().Protocol().Tensor("FloatStorage", "0", 24, 0, [1], [1]);
        for (var level = 0; level < 60; level++) pickle.Op('q').Raw(0).Op('0').Op('}').Op('(').Text("a").Op('h').Raw(0).Text("b").Op('h').Raw(0).Op('u');
        Bytes.Refusal(pickle.Zip(("0", Data)), "m.pt").Message.ShouldContain("without end");
    }

    [Fact]
    public void A_dictionary_inside_itself_ends_early()
    {
        var pickle = new Pickle().Protocol().Op('}').Op('q').Raw(0).Text("a").Op('h').Raw(0).Op('s');
        Bytes.Refusal(pickle.Zip(("0", Data)), "m.pt").Message.ShouldContain("without end");
    }

    [Fact]
    public void Copying_a_long_list_again_and_again_ends_early()
    {
        var pickle = new Pickle().Protocol().Op(']').Op('(');
        for (var i = 0; i < 10_000; i++) pickle.Op('N').Op('N').Raw(0x86);
        pickle.Op('e').Op('q').Raw(0);
        for (var i = 0; i < 100_000; i++) pickle.Op('0').Global("collections", "OrderedDict").Op('h').Raw(0).Raw(0x85).Op('R');
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Bytes.Refusal(pickle.Zip(("0", Data)), "m.pt").Kind.ShouldBe(CheckpointError.InvalidPickle);
        (GC.GetTotalAllocatedBytes(precise: true) - before).ShouldBeLessThan(1L << 30);
    }

    [Fact]
    public void Lengths_beyond_the_file_take_no_memory()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var opcode in new byte[] { (byte)'X', (byte)'B', 0x8b, (byte)'T' })
            Bytes.Refusal(new Pickle().Protocol().Raw(opcode, 0xff, 0xff, 0xff, 0x7f).Zip(("0", Data)), "m.pt").Kind.ShouldBe(CheckpointError.InvalidPickle);
        foreach (var opcode in new byte[] { 0x8d, 0x8e, 0x96 })
            Bytes.Refusal(new Pickle().Protocol().Raw(opcode, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff).Zip(("0", Data)), "m.pt").Kind.ShouldBe(CheckpointError.InvalidPickle);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(8 << 20);
    }

    [Fact]
    public void A_zip_without_a_pickle_and_one_that_is_cut_short_are_refused()
    {
        using var stream = new MemoryStream();
        using (var zip = new System.IO.Compression.ZipArchive(stream, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true)) zip.CreateEntry("readme.txt").Open().Dispose();
        Bytes.Refusal(stream.ToArray(), "m.pt").Kind.ShouldBe(CheckpointError.UnknownFormat);
        var whole = Pickle.StateDictionary(("t", "FloatStorage", "0", 24, 0, [24], [1])).Zip(("0", Data));
        foreach (var length in new[] { 5, 100, whole.Length - 30, whole.Length - 1 })
            Bytes.Refusal(whole[..length], "m.pt").Kind.ShouldBe(CheckpointError.InvalidPickle);
    }
}
