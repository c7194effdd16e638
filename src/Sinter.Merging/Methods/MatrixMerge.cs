using System.Numerics.Tensors;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>A merge that makes the whole merged task vector of a matrix at once, one expert after the other in memory, and then adds λ times it to the base block by block.</summary>
internal abstract class MatrixMerge : TensorMerge
{
    private readonly float _scale;
    private NativeBuffer<float>? _delta;

    protected MatrixMerge(TensorContext tensor, double scale)
    {
        Tensor = tensor;
        _scale = (float)scale;
        Rows = checked((int)tensor.Shape[0]);
        Columns = checked((int)(tensor.Count / tensor.Shape[0]));
    }

    /// <summary>Whether the matrix methods take a tensor as a matrix: two dimensions, or more of them flattened to the first against the rest on request.</summary>
    public static bool Takes(TensorContext tensor, bool flatten = false) => tensor.Count > 0 && (tensor.Shape.Rank == 2 || (flatten && tensor.Shape.Rank > 2));

    public sealed override bool NeedsTensors => true;

    public sealed override long PreparationBytes => (sizeof(float) * Tensor.Count) + WorkBytes;

    /// <summary>The first dimension.</summary>
    protected int Rows { get; }

    /// <summary>The elements of a row.</summary>
    protected int Columns { get; }

    /// <summary>The shorter side.</summary>
    protected int Order => Math.Min(Rows, Columns);

    /// <summary>Number of models.</summary>
    protected int Models => Tensor.Models;

    /// <summary>The tensor.</summary>
    protected TensorContext Tensor { get; }

    /// <summary>Bytes that <see cref="Compute"/> needs at its widest, the result not counted.</summary>
    protected abstract long WorkBytes { get; }

    public sealed override void Prepare(TensorReader reader)
    {
        using var workspace = new MatrixWorkspace(reader.Workers);
        _delta = Compute(reader, workspace);
    }

    public sealed override void Combine(in Block block, Span<float> result) =>
        TensorPrimitives.MultiplyAdd(_delta!.Slice(block.Offset, block.Length), _scale, block.Base, result);

    /// <summary>The merged task vector, row-major.</summary>
    protected abstract NativeBuffer<float> Compute(TensorReader reader, MatrixWorkspace workspace);

    protected sealed override void Dispose(bool disposing)
    {
        _delta?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Σ d_t.</summary>
    protected NativeBuffer<float> Sum(TensorReader reader)
    {
        var sum = new NativeBuffer<float>(Tensor.Count);
        using var vector = new NativeBuffer<float>(Models > 1 ? Tensor.Count : 0);
        for (var model = 0; model < Models; model++)
        {
            reader.Cancellation.ThrowIfCancellationRequested();
            reader.ReadModel(model, model == 0 ? sum.Span : vector.Span);
            if (model > 0) TensorPrimitives.Add(sum.Span, vector.Span, sum.Span);
        }

        return sum;
    }
}
