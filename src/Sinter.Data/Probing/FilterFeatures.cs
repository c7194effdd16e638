using Sinter.Tensors;

namespace Sinter.Data;

/// <summary>
/// What a fixed layer of filters sees of a picture: 6 × 6 patches of training pictures as filters, at every place, what exceeds a threshold, its mean over each field of a 3 × 3 grid
/// and over the picture. Coates, Lee and Ng, "An analysis of single-layer networks in unsupervised feature learning" (2011), without the whitening.
/// </summary>
internal static class FilterFeatures
{
    private const int Side = 6;
    private const int Filters = 256;
    private const int Grid = 3;
    private const float Threshold = 0.25f;

    /// <summary>The features of training and test pictures, a row a picture.</summary>
    public static (PixelRidge.Rows Train, PixelRidge.Rows Test) Of(PixelRidge.Rows train, PixelRidge.Rows test, ImageShape shape)
    {
        var filters = Choose(train, shape);
        return (Apply(train, shape, filters), Apply(test, shape, filters));
    }

    private static float[] Choose(PixelRidge.Rows train, ImageShape shape)
    {
        var length = Side * Side * shape.Channels;
        var (random, filters) = (new Philox(0, "filters"), new float[Filters * length]);
        for (var i = 0; i < Filters; i++)
        {
            int Draw(int which, int count) => (int)(random.Bits((3L * i) + which) % (uint)count);
            Patch(train, Draw(0, train.Count), shape, Draw(1, shape.Width - Side + 1), Draw(2, shape.Height - Side + 1), filters.AsSpan(i * length, length));
        }

        return filters;
    }

    private static PixelRidge.Rows Apply(PixelRidge.Rows pictures, ImageShape shape, float[] filters)
    {
        var (across, down, length) = (shape.Width - Side + 1, shape.Height - Side + 1, Side * Side * shape.Channels);
        var width = Filters * ((Grid * Grid) + 1);
        var values = new float[(long)pictures.Count * width];
        Parallel.For(
            0, pictures.Count, () => (Workspace: new MatrixWorkspace(), Patches: new float[across * down * length], Answers: new float[across * down * Filters]),
            (picture, _, own) =>
            {
                for (var place = 0; place < across * down; place++) Patch(pictures, picture, shape, place % across, place / across, own.Patches.AsSpan(place * length, length));
                MatrixProduct.Multiply(false, true, across * down, Filters, length, own.Patches, length, filters, length, false, own.Answers, Filters, own.Workspace);
                var features = values.AsSpan(picture * width, width);
                for (var place = 0; place < across * down; place++)
                {
                    var field = (place / across * Grid / down * Grid) + (place % across * Grid / across);
                    for (var f = 0; f < Filters; f++)
                    {
                        var answer = Math.Max(0, own.Answers[(place * Filters) + f] - Threshold) / (across * down);
                        features[(field * Filters) + f] += answer * (Grid * Grid);
                        features[(Grid * Grid * Filters) + f] += answer;
                    }
                }

                return own;
            },
            static own => own.Workspace.Dispose());
        return new PixelRidge.Rows(pictures.Count, width, values);
    }

    // a patch of mean 0 and length 1; one that is flat becomes nearly 0
    private static void Patch(PixelRidge.Rows pictures, int picture, ImageShape shape, int left, int top, Span<float> patch)
    {
        var row = Side * shape.Channels;
        for (var y = 0; y < Side; y++)
            pictures.Values.AsSpan((picture * pictures.Width) + ((((top + y) * shape.Width) + left) * shape.Channels), row).CopyTo(patch[(y * row)..]);
        var (mean, square) = (0f, 0f);
        foreach (var value in patch) mean += value / patch.Length;
        foreach (ref var value in patch)
        {
            value -= mean;
            square += value * value;
        }

        var scale = 1 / MathF.Sqrt(square + 0.5f);
        foreach (ref var value in patch) value *= scale;
    }
}
