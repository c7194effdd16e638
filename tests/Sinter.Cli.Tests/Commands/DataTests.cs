namespace Sinter.Cli.Tests;

public sealed class DataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_a_name_the_tasks_are_listed()
    {
        var text = Command.Run("data", "--root", _folder.Path).ShouldBeDone().Output;
        text.ShouldContain("procedural:glyphs");
        text.ShouldContain($"data root: {_folder.Path}");
        var json = Command.Run("data", "--root", _folder.Path, "--json").ShouldBeDone().Json;
        json.GetProperty("root").GetString().ShouldBe(_folder.Path);
        json.GetProperty("tasks")[0].GetProperty("role").GetString().ShouldBe("procedural");
    }

    [Fact]
    public void The_parts_of_a_folder_of_classes_are_listed_with_their_split()
    {
        Pets(10);
        var text = Command.Run("data", _folder.Path).ShouldBeDone().Output;
        text.ShouldContain("/train        16  any         2     8 to 8");
        text.ShouldContain("/test          2  any         2     1 to 1");
        text.ShouldContain("test (seed 0)");
        var json = Command.Run("data", _folder.Path, "--json", "--val-seed", "5", "--val-fraction", "0.5").ShouldBeDone().Json.GetProperty("tasks")[0];
        json.GetProperty("classes").EnumerateArray().Select(static name => name.GetString()).ShouldBe(["cat", "dog"]);
        json.GetProperty("validation").GetString().ShouldBe("50 % of train, by class, seed 5");
        json.GetProperty("parts").EnumerateArray().Select(static part => part.GetProperty("sha256").GetString()!.Length).ShouldBe([64, 64, 64]);
    }

    [Fact]
    public void Pictures_that_cannot_be_read_are_refused_or_left_out_by_name()
    {
        Pets(10);
        File.WriteAllBytes(_folder["cat", "x.png"], [1, 2, 3]);
        Command.Run("data", _folder.Path).ShouldBeRefused(_folder["cat", "x.png"]);
        Command.Run("data", _folder.Path, "--skip-bad").ShouldBeDone().Error.ShouldContain($"left out: {_folder["cat", "x.png"]}");
    }

    [Fact]
    public void Examples_are_written_as_a_picture()
    {
        Pets(10);
        Command.Run("data", _folder.Path, "procedural:holes", "--sheet", _folder["sheet.png"]).ShouldBeDone();
        var sheet = Sinter.Data.ImageFile.Read(_folder["sheet.png"]);
        (sheet.Width, sheet.Height).ShouldBe(((12 * 66) - 2, ((2 * 66) - 2) + 10 + ((4 * 66) - 2)));
    }

    [Fact]
    public void What_cannot_be_opened_is_refused_in_one_line()
    {
        Command.Run("data", "procedural:hole").ShouldBeRefused("'hole'", "did you mean 'holes'?");
        Command.Run("data", "pats", "--root", _folder.Path).ShouldBeRefused("'pats'", _folder.Path, "--root");
        Command.Run("data", "--root", _folder["nowhere"]).ShouldBeRefused("nowhere", "no such folder");
        Command.Run("data", "procedural:holes", "--val-fraction", "1.5").ShouldBeRefused("1.5", "between 0 and 1");
        Command.Run("data", "").ShouldBeRefused("empty", "sinter data --help");
        Directory.CreateDirectory(_folder["bare"]);
        Command.Run("data", _folder["bare"]).ShouldBeRefused(_folder["bare"], "no picture", ".jpeg");
    }

    private void Pets(int pictures)
    {
        foreach (var name in (string[])["cat", "dog"])
        {
            Directory.CreateDirectory(_folder[name]);
            for (var i = 0; i < pictures; i++) Sinter.Data.ImageFile.WritePng(_folder[name, $"{i}.png"], new Sinter.Data.Image(3, 2, 1, [.. Enumerable.Repeat((byte)i, 6)]));
        }
    }
}
