namespace Sinter.Cli.Tests;

public sealed class InspectBaseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _base;
    private readonly string _up;
    private readonly string _half;

    public InspectBaseTests()
    {
        _base = Write("base", [0, 0, 0, 0]);
        _up = Write("up", [3, 4, 0, 0]);
        _half = Write("half", [-3, 4, 0, 0]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Task_vectors_are_compared_layer_by_layer_and_as_a_whole()
    {
        var json = Command.Run("inspect", _up, _half, "--base", _base, "--json").ShouldBeDone().Json;
        json.GetProperty("models").EnumerateArray().Select(static name => name.GetString()).ShouldBe(["up.safetensors", "half.safetensors"]);
        Numbers(json.GetProperty("norms")).ShouldBe([5, 5]);
        Numbers(json.GetProperty("cosines")[0]).ShouldBe([1, 7.0 / 25], tolerance: 1e-12);
        var layer = json.GetProperty("layers")[0];
        Numbers(layer.GetProperty("densities")).ShouldBe([0.5, 0.5]);
        layer.GetProperty("sign_conflict").GetDouble().ShouldBe(0.25);
        foreach (var score in (string[])["redundancy", "deviation", "relative_magnitude", "magnitude"]) layer.GetProperty("scores").GetProperty(score).GetArrayLength().ShouldBe(2);
        layer.GetProperty("scores").TryGetProperty("effective_rank", out _).ShouldBeFalse();
    }

    [Fact]
    public void The_table_has_a_row_a_layer_and_model()
    {
        var output = Command.Run("inspect", _up, _half, "--base", _base, "--effective-rank").ShouldBeDone().Output;
        var lines = output.Split('\n');
        lines[0].ShouldContain("effective rank");
        lines[1].ShouldStartWith("layers.0  up.safetensors");
        lines[2].ShouldStartWith("layers.0  half.safetensors");
        output.ShouldContain("cos half.safetensors");
    }

    [Fact]
    public void A_base_without_a_common_tensor_is_refused()
    {
        var other = TestModels.Write(_folder["other.safetensors"], ("unrelated", [4], new float[4]));
        Command.Run("inspect", _up, "--base", other).ShouldBeRefused("other.safetensors", "fine-tuned from");
    }

    private string Write(string name, float[] values) => TestModels.Write(_folder[name + ".safetensors"], ("layers.0.weight", [2, 2], values));

    private static double[] Numbers(System.Text.Json.JsonElement array) => [.. array.EnumerateArray().Select(static item => item.GetDouble())];
}
