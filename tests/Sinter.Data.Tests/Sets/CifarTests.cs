using Sinter.Testing;

namespace Sinter.Data.Tests;

public sealed class CifarTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Planes_become_pixels_and_files_follow_one_another()
    {
        for (var file = 1; file <= 2; file++) SampleFiles.Write(_folder[$"data_batch_{file}.bin"], [.. Enumerable.Range(0, 10).SelectMany(label => Record(file, (byte)label))]);
        SampleFiles.Write(_folder["test_batch.bin"], [.. Enumerable.Range(0, 10).SelectMany(static label => Record(5, (byte)label))]);
        var task = new TaskCatalog(_folder.Path).Open(_folder.Path);
        task.Form.ShouldBe("CIFAR-10 binary");
        task.Test.Count.ShouldBe(10);
        task.Test.Labels.ShouldBe(Enumerable.Range(0, 10));
        var pixels = task.Test.Read(3).Pixels;
        pixels[..6].ShouldBe([5, 6, 7, 5, 6, 7]);
        (task.Train.Count, task.Validation.Count).ShouldBe((18, 2));
        task.Train.Read(10).Pixels[0].ShouldBe((byte)2);
    }

    [Fact]
    public void Of_two_labels_the_fine_one_is_taken()
    {
        var path = SampleFiles.Write(_folder["train.bin"], [7, .. Record(1, 42)]);
        CifarFile.Read([path], 2, "x", [.. Enumerable.Range(0, 100).Select(static i => i.ToString())]).Labels.ShouldBe([42]);
    }

    [Fact]
    public void A_file_that_is_cut_off_is_refused()
    {
        var path = SampleFiles.Write(_folder["test.bin"], Record(1, 0)[..3000]);
        SampleFiles.ShouldFail(() => CifarFile.Read([path], 1, "x", ["a"]), DatasetError.DamagedImage, path, "3000", "3073");
        SampleFiles.ShouldFail(() => CifarFile.Read([SampleFiles.Write(_folder["b.bin"], Record(1, 3))], 1, "x", ["a"]), DatasetError.UnknownClass, "label 3");
    }

    // a record whose red, green and blue are value, value + 1 and value + 2
    private static byte[] Record(int value, byte label) => [label, .. Enumerable.Range(0, 3072).Select(i => (byte)(value + (i / 1024)))];
}
