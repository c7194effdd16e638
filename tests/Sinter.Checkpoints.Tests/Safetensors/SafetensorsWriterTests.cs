using FsCheck;
using FsCheck.Fluent;
using Sinter.Tensors;

namespace Sinter.Checkpoints.Tests;

public sealed class SafetensorsWriterTests
{
    [Fact]
    public void Tensors_are_laid_out_by_type_then_name_and_the_data_starts_on_eight_bytes()
    {
        TensorInfo[] tensors =
        [
            new("z", ElementType.U8, new TensorShape(3)), new("b", ElementType.F32, new TensorShape(2)), new("a", ElementType.F32, new TensorShape(1)),
            new("c", ElementType.I64, new TensorShape(1)), new("d", ElementType.BF16, new TensorShape(5)), new("e", ElementType.Other, "X1", new TensorShape(4), 1),
        ];
        using var folder = new TemporaryFolder();
        using (SafetensorsWriter.Create(folder["m.safetensors"], tensors))
        {
        }

        using var file = CheckpointFile.Open(folder["m.safetensors"]);
        var header = SafetensorsFile.ReadHeader(file);
        header.Tensors.Select(static tensor => tensor.Info.Name).ShouldBe(["c", "a", "b", "d", "z", "e"]);
        (header.DataStart % 8).ShouldBe(0);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(4096)]
    public void Data_starts_on_a_larger_multiple_if_asked_to(int alignment)
    {
        var tensor = new TensorInfo("a", ElementType.F32, new TensorShape(3));
        using var folder = new TemporaryFolder();
        using (var writer = SafetensorsWriter.Create(folder["m.safetensors"], [tensor], alignment: alignment)) writer.Write(tensor, 0, Data(tensor));
        using (var file = CheckpointFile.Open(folder["m.safetensors"])) (SafetensorsFile.ReadHeader(file).DataStart % alignment).ShouldBe(0);
        using var checkpoint = Checkpoint.Open(folder["m.safetensors"]);
        Bytes.ReadAll(checkpoint, "a").ShouldBe(Data(tensor));
        foreach (var wrong in new[] { 0, 4, 12, 8192 }) Should.Throw<ArgumentOutOfRangeException>(() => SafetensorsWriter.Create(folder["n.safetensors"], [tensor], alignment: wrong));
    }

    [Fact]
    public void Any_set_of_tensors_comes_back_as_written()
    {
        var types = Gen.Elements(ElementTypes.Known.ToArray());
        var shape = Gen.ListOf(Gen.Choose(0, 5)).Select(static list => list.Take(3).Select(static d => (long)d).ToArray());
        var names = Gen.NonEmptyListOf(ArbMap.Default.GeneratorFor<NonNull<string>>().Select(static s => new string(s.Get.Where(static c => !char.IsSurrogate(c)).ToArray())));
        var models = names.SelectMany(list => types.Zip(shape).ListOf(list.Distinct().Count()).Select(specs => list.Distinct().Zip(specs).ToArray()));
        Prop.ForAll(models.ToArbitrary(), static model =>
        {
            using var folder = new TemporaryFolder();
            var tensors = model.Select(static spec => new TensorInfo(spec.First, spec.Second.Item1, new TensorShape(spec.Second.Item2))).ToArray();
            using (var writer = SafetensorsWriter.Create(folder["m.safetensors"], tensors))
            {
                Parallel.ForEach(tensors, tensor =>
                {
                    var data = Data(tensor);
                    var half = data.Length / 2;
                    writer.Write(tensor, half, data.AsSpan(half));
                    writer.Write(tensor, 0, data.AsSpan(0, half));
                });
            }

            using var checkpoint = Checkpoint.Open(folder["m.safetensors"]);
            checkpoint.Tensors.ShouldBe(tensors.OrderBy(static tensor => tensor.Name, StringComparer.Ordinal));
            foreach (var tensor in tensors) Bytes.ReadAll(checkpoint, tensor.Name).ShouldBe(Data(tensor));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    [Fact]
    public void An_existing_file_is_not_overwritten_unasked()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["m.safetensors"], "precious");
        Should.Throw<CheckpointException>(() => SafetensorsWriter.Create(folder["m.safetensors"], [])).Kind.ShouldBe(CheckpointError.OutputExists);
        File.ReadAllText(folder["m.safetensors"]).ShouldBe("precious");
        SafetensorsWriter.Create(folder["m.safetensors"], [], overwrite: true).Dispose();
        File.ReadAllBytes(folder["m.safetensors"]).Length.ShouldBe(16);
    }

    [Fact]
    public void A_missing_folder_and_a_forbidden_one_are_named()
    {
        using var folder = new TemporaryFolder();
        var missing = Should.Throw<CheckpointException>(() => SafetensorsWriter.Create(folder["no", "m.safetensors"], []));
        missing.Kind.ShouldBe(CheckpointError.InputOutput);
        missing.Message.ShouldContain(folder["no", "m.safetensors"]);
        Should.Throw<CheckpointException>(() => SafetensorsWriter.Create("/proc/m.safetensors", [])).Kind.ShouldBe(CheckpointError.InputOutput);
    }

    [Fact]
    public void More_than_the_disk_holds_is_refused_and_leaves_nothing_behind()
    {
        using var folder = new TemporaryFolder();
        var huge = new TensorInfo("huge", ElementType.U8, new TensorShape(1L << 60));
        var exception = Should.Throw<CheckpointException>(() => SafetensorsWriter.Create(folder["m.safetensors"], [huge]));
        exception.Kind.ShouldBe(CheckpointError.InputOutput);
        exception.Message.ShouldContain("m.safetensors");
        Directory.GetFiles(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public void Mistakes_of_the_caller_are_refused()
    {
        using var folder = new TemporaryFolder();
        var tensor = new TensorInfo("a", ElementType.F32, new TensorShape(2));
        Should.Throw<ArgumentException>(() => SafetensorsWriter.Create(folder["m"], [tensor, tensor]));
        Should.Throw<ArgumentException>(() => SafetensorsWriter.Create(folder["m"], [tensor with { ByteLength = 7 }]));
        Should.Throw<ArgumentException>(() => SafetensorsWriter.Create(folder["m"], [tensor with { Name = "__metadata__" }]));
        using var writer = SafetensorsWriter.Create(folder["m"], [tensor]);
        Should.Throw<ArgumentException>(() => writer.Write(tensor with { Name = "b" }, 0, new byte[4]));
        Should.Throw<ArgumentException>(() => writer.Write(tensor, 5, new byte[4]));
        Should.Throw<ArgumentException>(() => writer.Write(tensor, -1, new byte[4]));
    }

    private static byte[] Data(TensorInfo tensor)
    {
        var data = new byte[tensor.ByteLength];
        for (var i = 0; i < data.Length; i++) data[i] = (byte)(31 * i + tensor.Name.Length);
        return data;
    }
}
