using System.Text.Json;

namespace Sinter.Cli.Tests;

public sealed class InspectTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Tensors_types_and_sizes_are_shown()
    {
        var path = TestModels.Write(_folder["model.safetensors"], ("a.weight", [2, 3], new float[6]), ("b", [], new float[1]));
        var run = Command.Run("inspect", path).ShouldBeDone();
        run.Output.ShouldContain("a.weight  F32   [2, 3]  24 B    -    -");
        run.Output.ShouldContain($"{path}: 1 file, 2 tensors (2 F32), 7 parameters, 28 B");
        run.Output.ShouldContain("every floating-point element is finite");
    }

    [Fact]
    public void Elements_that_are_no_finite_numbers_are_counted()
    {
        var path = TestModels.Write(
            _folder["model.safetensors"], ("bad", [4], [1, float.NaN, float.PositiveInfinity, float.NaN]), ("good", [2], [float.MaxValue, float.Epsilon]));
        Command.Run("inspect", path).ShouldBeDone().Output.ShouldContain("2 NaN, 1 infinite elements");

        var model = Command.Run("inspect", path, "--json").ShouldBeDone().Json.GetProperty("models")[0];
        (Count(model, "nan"), Count(model, "infinite")).ShouldBe((2, 1));
        var tensors = model.GetProperty("tensors").EnumerateArray().ToList();
        tensors.Select(static tensor => (tensor.GetProperty("name").GetString(), Count(tensor, "nan"), Count(tensor, "infinite"))).ShouldBe([("bad", 2, 1), ("good", 0, 0)]);
        tensors[0].GetProperty("shape").EnumerateArray().Select(static item => item.GetInt64()).ShouldBe([4]);
    }

    [Fact]
    public void Names_that_steer_a_terminal_are_made_harmless()
    {
        var path = TestModels.Write(_folder["model.safetensors"], ("evil\u001b[2J\nname", [1], [0]));
        var run = Command.Run("inspect", path).ShouldBeDone();
        run.Output.ShouldContain("evil?[2J?name");
        run.Output.ShouldNotContain("\u001b");
        Command.Run("inspect", path, "--json").Output.ShouldNotContain("\u001b");
    }

    [Fact]
    public void Several_models_are_shown_one_after_the_other()
    {
        var first = TestModels.WriteFolder(_folder["first"], 1);
        var second = TestModels.WriteFolder(_folder["second"], 2);
        var models = Command.Run("inspect", Path.Combine(first, "model.safetensors"), Path.Combine(second, "model.safetensors"), "--json").ShouldBeDone().Json.GetProperty("models");
        models.EnumerateArray().Select(static model => Path.GetFileName(Path.GetDirectoryName(model.GetProperty("path").GetString()))).ShouldBe(["first", "second"]);
    }

    private static long Count(JsonElement element, string name) => element.GetProperty(name).GetInt64();
}
