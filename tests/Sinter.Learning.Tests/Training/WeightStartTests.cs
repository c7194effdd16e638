namespace Sinter.Learning.Tests;

public class WeightStartTests
{
    private static readonly Network Vit = Network.FromConfigText(Numbers.Vit.Replace("\"hidden_size\": 24", "\"hidden_size\": 96"));

    [Fact]
    public void Fresh_weights_are_a_function_of_the_seed()
    {
        using var first = Vit.Initialize(1);
        using var again = Vit.Initialize(1);
        using var other = Vit.Initialize(2);
        again.Values.ToArray().ShouldBe(first.Values.ToArray());
        other.Values.ToArray().ShouldNotBe(first.Values.ToArray());
    }

    [Fact]
    public void Fresh_weights_have_the_spread_of_a_cut_normal_and_norms_begin_as_the_identity()
    {
        using var weights = Vit.Initialize(3);
        var values = weights["vit.encoder.layer.0.attention.attention.query.weight"].ToArray();
        values.Average().ShouldBe(0, 0.001);
        Math.Sqrt(values.Average(static x => x * x)).ShouldBe(0.02 * 0.875, 0.0005);
        values.Max().ShouldBeInRange(0.038f, 0.0395f);
        values.Count(static x => Math.Abs(x) < 0.02 * 0.674).ShouldBeInRange((int)(values.Length * 0.51), (int)(values.Length * 0.54));
        weights["vit.encoder.layer.0.layernorm_before.weight"].ToArray().ShouldAllBe(static x => x == 1);
        weights["vit.encoder.layer.0.layernorm_before.bias"].ToArray().ShouldAllBe(static x => x == 0);
    }
}
