using Sinter.Tensors;

namespace Sinter.Training;

/// <summary>
/// Writes <see cref="AttentionStart.Local"/>. A patch at (x, y) of a grid of n × n gets as position embedding, in the first 4 n columns, the pairs a cos(ω_j x), a sin(ω_j x) and the same of y, with
/// ω_j = π (2 j + 1) / (2 n), j &lt; n: the inner product of two positions is a² n ([x = x'] + [y = y']), without any leakage. The query of a head turns each pair by ω_j times the head's offset; so its
/// score is highest for the patch at that offset.
/// </summary>
internal static class LocalAttention
{
    // The embedding is somewhat stronger than what patches begin with, and a matching patch gets about half of the attention.
    private const double Amplitude = 0.25;
    private const double Gain = 1.2;
    private static readonly (int X, int Y)[] Neighbours = [(-1, -1), (0, -1), (1, -1), (-1, 0), (1, 0), (-1, 1), (0, 1), (1, 1)];

    /// <exception cref="TrainingException">A head is too narrow for the grid.</exception>
    public static void Write(ImageModel model, VitShape shape, long seed)
    {
        var side = shape.ImageSize / shape.PatchSize;
        var head = shape.Width / shape.Heads;
        if (!shape.FitsLocalAttention())
            throw new TrainingException(TrainingError.InvalidSetting, $"attention that starts local needs heads of at least {4 * side} columns (4 a patch of the grid's side); they have {head}.");
        var embedding = model.Weights["vit.embeddings.position_embeddings"];
        for (var p = 0; p < side * side; p++)
        {
            var row = embedding.Slice((p + 1) * shape.Width, shape.Width);
            for (var j = 0; j < side; j++)
            {
                (row[4 * j + 1], row[4 * j]) = Pair(Amplitude, Frequency(j, side) * (p % side));
                (row[4 * j + 3], row[4 * j + 2]) = Pair(Amplitude, Frequency(j, side) * (p / side));
            }
        }

        var bits = new uint[Neighbours.Length];
        var order = new int[Neighbours.Length];
        for (var layer = 0; layer < shape.Depth; layer++)
        {
            new Philox(seed, "local attention", "", layer).FillBits(0, bits);
            for (var i = 0; i < order.Length; i++) order[i] = i;
            Array.Sort(bits, order);
            var prefix = $"vit.encoder.layer.{layer}.attention.attention.";
            var query = model.Weights[prefix + "query.weight"];
            var key = model.Weights[prefix + "key.weight"];
            for (var h = 0; h < shape.Heads; h++)
            {
                var (x, y) = Neighbours[order[h % order.Length]];
                for (var j = 0; j < side; j++)
                {
                    Turn(query, shape.Width, h * head + 4 * j, 4 * j, Frequency(j, side) * x);
                    Turn(query, shape.Width, h * head + 4 * j + 2, 4 * j + 2, Frequency(j, side) * y);
                    Turn(key, shape.Width, h * head + 4 * j, 4 * j, 0);
                    Turn(key, shape.Width, h * head + 4 * j + 2, 4 * j + 2, 0);
                }
            }
        }
    }

    private static double Frequency(int j, int side) => Math.PI * (2 * j + 1) / (2 * side);

    private static (float Sine, float Cosine) Pair(double length, double angle) => ((float)(length * Math.Sin(angle)), (float)(length * Math.Cos(angle)));

    // Adds a rotation of two columns to two rows.
    private static void Turn(Span<float> matrix, int width, int row, int column, double angle)
    {
        var (sine, cosine) = Pair(Gain, angle);
        matrix[row * width + column] += cosine;
        matrix[row * width + column + 1] -= sine;
        matrix[(row + 1) * width + column] += sine;
        matrix[(row + 1) * width + column + 1] += cosine;
    }
}
