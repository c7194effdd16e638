using System.Collections.Immutable;
using Sinter.Tensors;

namespace Sinter.Data;

/// <summary>Ridge regression between matrices of values, a row a picture.</summary>
internal static unsafe class PixelRidge
{
    /// <summary>The pixels of the first pictures of a set as numbers from −1 to 1, a row a picture.</summary>
    public static Rows Values(ImageSet set, int most)
    {
        if (set.Labels.IsEmpty || set.Shape is not { } shape)
            throw new DatasetException(
                DatasetError.InvalidOption,
                $"{set.Name} has {(set.Labels.IsEmpty ? "no labels" : "pictures of several sizes, or read from files")}; a linear model needs labels and one size.");
        var count = Math.Min(most, set.Count);
        var (bytes, values) = (new byte[shape.Length], new float[(long)count * shape.Length]);
        for (var i = 0; i < count; i++)
        {
            set.CopyTo(i, bytes);
            for (var j = 0; j < bytes.Length; j++) values[((long)i * bytes.Length) + j] = (bytes[j] / 127.5f) - 1;
        }

        return new Rows(count, shape.Length, values);
    }

    /// <summary>The accuracy on the test rows, with the best penalty.</summary>
    public static double Accuracy(Rows train, Rows test, ImmutableArray<int> trainLabels, ImmutableArray<int> testLabels, int classes, IEnumerable<double> penalties)
    {
        Centre(train, test);
        using var pool = new WorkerPool(Environment.ProcessorCount);
        using var workspace = new MatrixWorkspace(pool);
        var targets = new float[train.Count * classes];
        for (var i = 0; i < train.Count; i++) targets[(i * classes) + trainLabels[i]] = 1;

        // with fewer pictures than values the small system is the one between pictures: W = Xᵀ (X Xᵀ + λ)⁻¹ Y, else W = (Xᵀ X + λ)⁻¹ Xᵀ Y
        var between = train.Count <= train.Width;
        var order = Math.Min(train.Count, train.Width);
        var gram = new float[(long)order * order];
        MatrixProduct.Multiply(!between, between, order, order, Math.Max(train.Count, train.Width), train.Values, train.Width, train.Values, train.Width, false, gram, order, workspace);
        return penalties.Max(penalty =>
        {
            var weights = between ? Spread(Solve(gram, order, targets, classes, penalty)) : Solve(gram, order, Spread(targets), classes, penalty);
            return Score(test, weights, testLabels, classes, workspace);
        });

        float[] Spread(float[] rows)
        {
            var sums = new float[train.Width * classes];
            MatrixProduct.Multiply(true, false, train.Width, classes, train.Count, train.Values, train.Width, rows, classes, false, sums, classes, workspace);
            return sums;
        }
    }

    private static float[] Solve(float[] gram, int order, float[] right, int columns, double penalty)
    {
        double[] matrix = [.. gram.Select(static value => (double)value)];
        double[] solution = [.. right.Select(static value => (double)value)];
        var trace = 0.0;
        for (var i = 0; i < order; i++) trace += matrix[i * (order + 1L)];
        fixed (double* g = matrix, b = solution)
        {
            if (!Cholesky.Solve(order, g, Math.Max(penalty * trace / order, 1e-6), columns, b))
                throw new DatasetException(DatasetError.Empty, "the pictures are all the same: no linear model can be fitted to them.");
        }

        return [.. solution.Select(static value => (float)value)];
    }

    private static double Score(Rows test, float[] weights, ImmutableArray<int> labels, int classes, MatrixWorkspace workspace)
    {
        var scores = new float[test.Count * classes];
        MatrixProduct.Multiply(false, false, test.Count, classes, test.Width, test.Values, test.Width, weights, classes, false, scores, classes, workspace);
        var right = 0;
        for (var i = 0; i < test.Count; i++)
        {
            var row = scores.AsSpan(i * classes, classes);
            var best = 0;
            for (var c = 1; c < classes; c++)
                if (row[c] > row[best]) best = c;
            if (best == labels[i]) right++;
        }

        return (double)right / test.Count;
    }

    private static void Centre(Rows train, Rows test)
    {
        var mean = new double[train.Width];
        for (var i = 0; i < train.Count; i++)
            for (var j = 0; j < train.Width; j++) mean[j] += train.Values[((long)i * train.Width) + j] / train.Count;
        foreach (var rows in (Rows[])[train, test])
            for (long i = 0; i < rows.Values.LongLength; i++) rows.Values[i] -= (float)mean[i % train.Width];
    }

    /// <summary>Values in rows.</summary>
    internal sealed record Rows(int Count, int Width, float[] Values);
}
