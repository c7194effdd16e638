namespace Sinter.Training.Tests;

public class LocalAttentionTests
{
    private static readonly VitShape Shape = new(ImageSize: 16, PatchSize: 4, Width: 48, Depth: 3, Heads: 3);

    [Fact]
    public void Every_head_of_a_fresh_network_looks_at_one_neighbour()
    {
        using var model = Make(AttentionStart.Local);
        const int Side = 4, Width = 48, Head = 16;
        for (var layer = 0; layer < Shape.Depth; layer++)
        {
            for (var head = 0; head < Shape.Heads; head++)
            {
                // The patch with the highest score of (1, 1) and (2, 2), which have all their neighbours.
                var (first, second) = (Best(model, layer, head, 1, 1), Best(model, layer, head, 2, 2));
                var offset = (first.X - 1, first.Y - 1);
                offset.ShouldBe((second.X - 2, second.Y - 2));
                Math.Max(Math.Abs(offset.Item1), Math.Abs(offset.Item2)).ShouldBe(1);
            }
        }

        (int X, int Y) Best(ImageModel network, int layer, int head, int x, int y)
        {
            var prefix = $"vit.encoder.layer.{layer}.attention.attention.";
            var query = Project(network.Weights[prefix + "query.weight"], Position(x, y), head);
            var scores = Enumerable.Range(0, Side * Side)
                .Select(p => Project(network.Weights[prefix + "key.weight"], Position(p % Side, p / Side), head).Zip(query, static (a, b) => a * b).Sum()).ToList();
            var best = scores.IndexOf(scores.Max());
            return (best % Side, best / Side);
        }

        float[] Position(int x, int y) => model.Weights["vit.embeddings.position_embeddings"].Slice((y * Side + x + 1) * Width, Width).ToArray();

        static double[] Project(ReadOnlySpan<float> weight, float[] input, int head)
        {
            var result = new double[Head];
            for (var r = 0; r < Head; r++)
                for (var c = 0; c < Width; c++) result[r] += weight[(head * Head + r) * Width + c] * input[c];
            return result;
        }
    }

    [Fact]
    public void Heads_of_a_layer_look_at_different_neighbours_and_seeds_differ()
    {
        using var one = Make(AttentionStart.Local);
        using var other = Make(AttentionStart.Local, seed: 2);
        using var random = Make(AttentionStart.Random);
        Colours.Values(one).ShouldNotBe(Colours.Values(other));
        one.Weights["vit.encoder.layer.0.intermediate.dense.weight"].ToArray().ShouldBe(random.Weights["vit.encoder.layer.0.intermediate.dense.weight"].ToArray());
    }

    [Fact]
    public void Heads_too_narrow_for_the_grid_are_refused() =>
        Should.Throw<TrainingException>(() => BaseStart.New(Shape with { Heads = 6 }, AttentionStart.Local).Create(["a", "b"], 1)).Message.ShouldContain("16 columns");

    private static ImageModel Make(AttentionStart attention, long seed = 1) => BaseStart.New(Shape, attention).Create(["a", "b"], seed);
}
