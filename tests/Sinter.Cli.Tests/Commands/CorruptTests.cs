using Sinter.Data;

namespace Sinter.Cli.Tests;

public sealed class CorruptTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public CorruptTests()
    {
        Directory.CreateDirectory(_folder["photos", "cats"]);
        ImageFile.WritePng(_folder["photos", "a.png"], Picture(40, 30));
        ImageFile.WritePng(_folder["photos", "cats", "b.png"], Picture(100, 80));
    }

    private string Output => _folder["out"];

    private IReadOnlyList<string> Entries => Below(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_keeps_its_relative_paths()
    {
        var run = Command.Run("corrupt", _folder["photos"], Output, "--type", "gaussian_noise", "--severity", "3").ShouldBeDone();
        run.Output.ShouldBe($"{Output}: 2 pictures, severity 3 of CIFAR-C and ImageNet-C\n");
        Below(Output).ShouldBe(["a.png", "cats", "cats/b.png"]);
        Same(_folder["out", "cats", "b.png"], Corruption.Parse("gaussian_noise").Apply(Picture(100, 80), 3, name: "cats/b.png"));
    }

    [Fact]
    public void One_picture_becomes_a_file()
    {
        Command.Run("corrupt", _folder["photos", "a.png"], _folder["b.png"], "--type", "fog", "--severity", "5", "--table", "imagenet", "--seed", "9").ShouldBeDone();
        Same(_folder["b.png"], Corruption.Parse("fog").Apply(Picture(40, 30), 5, CorruptionTable.ImageNet, 9, "a.png"));
    }

    [Fact]
    public void One_picture_becomes_a_folder_when_the_output_is_no_png()
    {
        Command.Run("corrupt", _folder["photos", "a.png"], Output, "--type", "contrast", "--severity", "1").ShouldBeDone();
        Below(Output).ShouldBe(["a.png"]);
    }

    [Fact]
    public void The_number_of_threads_changes_nothing()
    {
        Command.Run("corrupt", _folder["photos"], _folder["one"], "--type", "mixed", "--severity", "2", "--threads", "1").ShouldBeDoneOrLackJpeg();
        Command.Run("corrupt", _folder["photos"], _folder["four"], "--type", "mixed", "--severity", "2", "--threads", "4").ShouldBeDoneOrLackJpeg();
        foreach (var name in new[] { "a.png", "cats/b.png" }) File.ReadAllBytes(_folder["one", name]).SequenceEqual(File.ReadAllBytes(_folder["four", name])).ShouldBeTrue();
    }

    [Fact]
    public void Json_lists_what_each_picture_got()
    {
        var json = Command.Run("corrupt", _folder["photos"], Output, "--type", "mixed", "--severity", "2", "--seed", "3", "--json").ShouldBeDoneOrLackJpeg().Json;
        (json.GetProperty("severity").GetInt32(), json.GetProperty("seed").GetInt32(), json.GetProperty("skipped").GetArrayLength()).ShouldBe((2, 3, 0));
        var second = json.GetProperty("pictures")[1];
        (second.GetProperty("input").GetString(), second.GetProperty("output").GetString(), second.GetProperty("table").GetString()).ShouldBe(("cats/b.png", "cats/b.png", "imagenet"));
        second.GetProperty("type").GetString().ShouldBe(Corruption.Mixed.Draw(3, "cats/b.png").Name);
    }

    [Fact]
    public void All_types_get_a_folder_each()
    {
        Command.Run("corrupt", _folder["photos"], Output, "--type", "all", "--severity", "1").ShouldBeDoneOrLackJpeg();
        Directory.GetDirectories(Output).Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal)
            .ShouldBe(Corruption.All.Select(static corruption => corruption.Name).Where(static name => name != "mixed").Order(StringComparer.Ordinal));
        Below(_folder["out", "fog"]).ShouldBe(["a.png", "cats", "cats/b.png"]);
    }

    [Fact]
    public void All_types_of_one_picture_fill_a_sheet()
    {
        var run = Command.Run("corrupt", _folder["photos", "a.png"], _folder["sheet.png"], "--type", "all").ShouldBeDoneOrLackJpeg();
        run.Output.ShouldContain(" 1  gaussian_noise");
        run.Output.ShouldContain("11  spatter");
        var sheet = ImageFile.Read(_folder["sheet.png"]);
        (sheet.Width, sheet.Height).ShouldBe(((((40 * 2) + 4) * 6) + 4, (((30 * 2) + 4) * 11) + 4));

        // The clean picture, twice as large, stands first in every row.
        sheet.Pixels.AsSpan(3 * ((4 * sheet.Width) + 4 + 2), 3).SequenceEqual(Picture(40, 30).Pixels.AsSpan(3, 3)).ShouldBeTrue();
    }

    [Fact]
    public void Pictures_of_one_name_do_not_overwrite_each_other()
    {
        File.Copy(_folder["photos", "a.png"], _folder["photos", "a.jpeg"]);
        Command.Run("corrupt", _folder["photos"], Output, "--type", "contrast", "--severity", "1").ShouldBeDone();
        Below(Output).ShouldBe(["a.jpeg.png", "a.png.png", "cats", "cats/b.png"]);
    }

    [Fact]
    public void A_bad_picture_stops_the_run_and_leaves_nothing_behind()
    {
        File.WriteAllText(_folder["photos", "cats", "c.jpg"], "no picture");
        var before = Entries;
        Command.Run("corrupt", _folder["photos"], Output, "--type", "contrast", "--severity", "1").ShouldBeRefused(Path.Combine("cats", "c.jpg"), "looks like text");
        Entries.ShouldBe(before);
    }

    [Fact]
    public void Bad_pictures_are_skipped_and_listed_when_asked()
    {
        File.WriteAllText(_folder["photos", "cats", "c.jpg"], "no picture");
        var run = Command.Run("corrupt", _folder["photos"], Output, "--type", "contrast", "--severity", "1", "--skip-bad").ShouldBeDone();
        run.ErrorLines.ShouldHaveSingleItem().ShouldStartWith($"skipped: {_folder["photos", "cats", "c.jpg"]} is neither PNG nor JPEG");
        Below(Output).ShouldBe(["a.png", "cats", "cats/b.png"]);
        var json = Command.Run("corrupt", _folder["photos"], _folder["json"], "--type", "contrast", "--severity", "1", "--skip-bad", "--json").ShouldBeDone().Json;
        json.GetProperty("skipped")[0].GetProperty("path").GetString().ShouldBe(_folder["photos", "cats", "c.jpg"]);
    }

    [Fact]
    public void Nothing_but_bad_pictures_is_refused()
    {
        Directory.CreateDirectory(_folder["bad"]);
        File.WriteAllText(_folder["bad", "c.jpg"], "no picture");
        Command.Run("corrupt", _folder["bad"], Output, "--type", "contrast", "--severity", "1", "--skip-bad").ShouldBeRefused("None of 1 pictures can be read");
        Directory.Exists(Output).ShouldBeFalse();
    }

    [Fact]
    public void An_existing_output_is_replaced_only_when_asked()
    {
        Directory.CreateDirectory(Output);
        File.WriteAllText(_folder["out", "old"], "old");
        string[] command = ["corrupt", _folder["photos"], Output, "--type", "contrast", "--severity", "1"];
        Command.Run(command).ShouldBeRefused(Output, "exists already");
        Command.Run([.. command, "--overwrite", "--quiet"]).ShouldBeDone().Output.ShouldBeEmpty();
        Below(Output).ShouldBe(["a.png", "cats", "cats/b.png"]);
    }

    [Fact]
    public void The_input_is_never_overwritten()
    {
        var before = Entries;
        Command.Run("corrupt", _folder["photos"], _folder["photos"], "--type", "contrast", "--severity", "1", "--overwrite").ShouldBeRefused("holds the input");
        Command.Run("corrupt", _folder["photos", "cats"], _folder["photos"], "--type", "contrast", "--severity", "1", "--overwrite").ShouldBeRefused("holds the input");
        Command.Run("corrupt", _folder["photos", "a.png"], _folder["photos", "a.png"], "--type", "contrast", "--severity", "1", "--overwrite").ShouldBeRefused("holds the input");
        Entries.ShouldBe(before);
    }

    [Fact]
    public void A_cancelled_run_leaves_nothing_behind()
    {
        var before = Entries;
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        var run = Command.Run(["corrupt", _folder["photos"], Output, "--type", "fog", "--severity", "1"], cancelled.Token);
        (run.ExitCode, run.Error).ShouldBe((130, "error: cancelled.\n"));
        Entries.ShouldBe(before);
    }

    [Theory]
    [InlineData("photos", "out", "gausian_noise", "3", "did you mean 'gaussian_noise'?")]
    [InlineData("photos", "out", "fog", "6", "--severity is '6'")]
    [InlineData("photos", "out", "fog", null, "severity is missing")]
    [InlineData("photos", "out.png", "fog", "1", "name a folder")]
    [InlineData("photos/a.png", "sheet.png", "all", "1", "shows all severities")]
    [InlineData("nowhere", "out", "fog", "1", "no such file or folder")]
    [InlineData("empty", "out", "fog", "1", "holds no picture")]
    public void Wrong_arguments_are_refused(string input, string output, string type, string? severity, string complaint)
    {
        Directory.CreateDirectory(_folder["empty"]);
        var before = Entries;
        Command.Run([.. (string[])["corrupt", _folder[input], _folder[output], "--type", type], .. severity is null ? [] : (string[])["--severity", severity]]).ShouldBeRefused(complaint);
        Entries.ShouldBe(before);
    }

    private static Image Picture(int width, int height) =>
        new(width, height, 3, [.. Enumerable.Range(0, width * height * 3).Select(i => (byte)((i / 3 % width * 200 / width) + (i / 3 / width % 2 * 40) + (i % 3 * 5)))]);

    private static void Same(string path, Image expected) => ImageFile.Read(path).Pixels.SequenceEqual(expected.Pixels).ShouldBeTrue();

    private static IReadOnlyList<string> Below(string folder) =>
        [.. Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path)).Order(StringComparer.Ordinal)];
}
