using System.Numerics.Tensors;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>What <see cref="Doge"/> does to one matrix.</summary>
/// <param name="tensor">The matrix.</param>
/// <param name="smallest">The smallest magnitude each task keeps.</param>
internal sealed unsafe class DogeMerge(TensorContext tensor, float[] smallest) : MatrixMerge(tensor, 1)
{
    private int SharedRank => Math.Min(Order / Tensor.Settings.Integer("subspace"), Order / Models * Models);

    protected override long WorkBytes =>
        (sizeof(float) * ((Tensor.Count * (Models + 4)) + (2L * Rows * Order) + ((long)SharedRank * Columns))) + Svd.WorkspaceBytes(Rows, Columns);

    protected override NativeBuffer<float> Compute(TensorReader reader, MatrixWorkspace workspace)
    {
        var vectors = new NativeBuffer<float>[Models];
        for (var model = 0; model < Models; model++) vectors[model] = new NativeBuffer<float>(Tensor.Count);
        try
        {
            for (var model = 0; model < Models; model++) reader.ReadModel(model, vectors[model].Span);
            var eta = Tensor.Settings.Number("eta");
            var scales = Array.ConvertAll(vectors, vector => Sums.OfSquares(vector.Span) is > 0 and var square ? eta / Math.Sqrt(square) : 0);
            using var subspace = SharedSubspace(vectors);
            using var shared = Descend(vectors, scales, subspace, reader, workspace);
            return Combine(vectors, scales, shared);
        }
        finally
        {
            foreach (var vector in vectors) vector.Dispose();
        }
    }

    // The top left singular vectors, [rows, SharedRank], of every task's top ⌊r / T⌋ left singular vectors side by side; empty for rank 0.
    private NativeBuffer<float> SharedSubspace(NativeBuffer<float>[] vectors)
    {
        int rank = Order / Models, width = rank * Models, shared = SharedRank;
        var result = new NativeBuffer<float>((long)Rows * shared);
        if (shared == 0) return result;
        using var side = new NativeBuffer<float>((long)Rows * width);
        using var right = new NativeBuffer<float>((long)Math.Max(width, shared) * Math.Max(Columns, width));
        using var values = new NativeBuffer<float>(width);
        for (var model = 0; model < Models; model++)
            Spectra.Append(Rows, Columns, vectors[model].Pointer, rank, side.Pointer, width, values.Pointer, right.Pointer, model * rank);
        Svd.Truncated(Rows, width, side.Pointer, shared, result.Pointer, values.Pointer, right.Pointer);
        for (var i = 0; i < shared; i++)
        {
            if (values.Span[i] > Svd.NullRatio * values.Span[0]) continue;
            for (var row = 0; row < Rows; row++) result.Pointer[((long)row * shared) + i] = 0;
        }

        return result;
    }

    // Δ by Adam. c_t[row] = d_t·(d_t − Σ_k λ_k (d_k + Δ)) along the row; the gradient of Σ c_t² is −2 Λ Σ_t c_t d_t, Λ = Σ λ_k.
    private NativeBuffer<float> Descend(NativeBuffer<float>[] vectors, double[] scales, NativeBuffer<float> subspace, TensorReader reader, MatrixWorkspace workspace)
    {
        var total = scales.Sum();
        var shared = new NativeBuffer<float>(Tensor.Count);
        using var gradient = new NativeBuffer<float>(Tensor.Count);
        using var first = new NativeBuffer<float>(Tensor.Count);
        using var second = new NativeBuffer<float>(Tensor.Count);
        using var inside = new NativeBuffer<float>((long)SharedRank * Columns);
        var start = Start(vectors, scales);
        var rate = Tensor.Settings.Number("learning_rate");
        var iterations = Tensor.Settings.Integer("iterations");
        for (var step = 1; step <= iterations; step++)
        {
            reader.Cancellation.ThrowIfCancellationRequested();
            for (var row = 0; row < Rows; row++)
            {
                var slope = gradient.Slice((long)row * Columns, Columns);
                slope.Clear();
                for (var model = 0; model < Models; model++)
                {
                    var vector = vectors[model].Slice((long)row * Columns, Columns);
                    var error = start[model][row] - (total * Sums.Dot(vector, shared.Slice((long)row * Columns, Columns)));
                    TensorPrimitives.MultiplyAdd(vector, (float)(-2 * total * error), slope, slope);
                }
            }

            if (SharedRank > 0)
            {
                MatrixProduct.Multiply(
                    true, false, SharedRank, Columns, Rows, subspace.Pointer, SharedRank, gradient.Pointer, Columns, accumulate: false, inside.Pointer, Columns, workspace);
                Spectra.Scale(inside.Span, -1);
                MatrixProduct.Multiply(
                    false, false, Rows, Columns, SharedRank, subspace.Pointer, SharedRank, inside.Pointer, Columns, accumulate: true, gradient.Pointer, Columns, workspace);
            }

            Adam.Step(step, rate, gradient.Span, first.Span, second.Span, shared.Span);
        }

        return shared;
    }

    // c_t[row] at Δ = 0.
    private double[][] Start(NativeBuffer<float>[] vectors, double[] scales) => [.. Enumerable.Range(0, Models).Select(model =>
    {
        var errors = new double[Rows];
        for (var row = 0; row < Rows; row++)
        {
            var own = vectors[model].Slice((long)row * Columns, Columns);
            errors[row] = Sums.OfSquares(own);
            for (var other = 0; other < Models; other++) errors[row] -= scales[other] * Sums.Dot(own, vectors[other].Slice((long)row * Columns, Columns));
        }

        return errors;
    })];

    private NativeBuffer<float> Combine(NativeBuffer<float>[] vectors, double[] scales, NativeBuffer<float> shared)
    {
        var result = new NativeBuffer<float>(Tensor.Count);
        for (var model = 0; model < Models; model++)
        {
            var scale = (float)scales[model];
            for (var i = 0L; i < Tensor.Count; i++)
            {
                var value = vectors[model].Pointer[i];
                if (MathF.Abs(value) >= smallest[model]) result.Pointer[i] += scale * (value + shared.Pointer[i]);
            }
        }

        return result;
    }
}
