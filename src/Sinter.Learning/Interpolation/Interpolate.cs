using System.Numerics.Tensors;

namespace Sinter.Learning;

/// <summary>
/// w = θ₀ + Σ_k λ_k τ_k for one slot.
/// λ [G, K], w of the slot's shape, each part with the λ of its group; dλ_k = ⟨dw, τ_k⟩ over the part.
/// </summary>
internal sealed unsafe class Interpolate : Operation
{
    private const int ChunkElements = 1 << 14;
    private const int Block = 1 << 10;
    private readonly TaskVectors _vectors;
    private readonly Tensor _coefficients;
    private readonly CoefficientGroups _groups;
    private readonly WeightSlot _slot;
    private float* _lambda;
    private long _partOffset;
    private double* _sums;

    private Interpolate(Pass pass, TaskVectors vectors, Tensor coefficients, CoefficientGroups groups, WeightSlot slot)
    {
        (_vectors, _coefficients, _groups, _slot) = (vectors, coefficients, groups, slot);
        Output = pass.New(slot.Shape, coefficients.NeedsGradient);
    }

    public static Tensor Apply(Pass pass, TaskVectors vectors, Tensor coefficients, CoefficientGroups groups, WeightSlot slot)
    {
        var operation = new Interpolate(pass, vectors, coefficients, groups, slot);
        for (var part = 0; part < slot.Parts.Length; part++) operation.Run(pass, part);
        pass.Record(operation);
        return operation.Output;
    }

    protected internal override void Backward(Pass pass)
    {
        var target = pass.GradientOf(_coefficients, out var accumulate);
        if (!accumulate) new Span<float>(target, (int)_coefficients.Count).Clear();
        for (var part = 0; part < _slot.Parts.Length; part++)
        {
            var chunks = (int)((_slot.Parts[part].Count + ChunkElements - 1) / ChunkElements);
            var rented = 2L * chunks * _vectors.Count;
            _sums = (double*)pass.Workspace.Memory.Rent(rented);
            Run(pass, part);
            var row = target + (long)_groups.Of(_slot, part) * _vectors.Count;
            for (var k = 0; k < _vectors.Count; k++)
            {
                var sum = 0.0;
                for (var chunk = 0; chunk < chunks; chunk++) sum += _sums[(long)chunk * _vectors.Count + k];
                row[k] += (float)sum;
            }

            pass.Workspace.Memory.Return((float*)_sums, rented);
        }
    }

    protected override void Rows(int first, int end, int chunk, int worker)
    {
        var sums = _sums is null ? null : _sums + (long)chunk * _vectors.Count;
        for (var k = 0; sums is not null && k < _vectors.Count; k++) sums[k] = 0;
        for (var at = first; at < end; at += Block)
        {
            var count = Math.Min(Block, end - at);
            var rows = _vectors.Pointer + _partOffset + at;
            var inSlot = _partOffset - _slot.Offset + at;
            if (sums is not null)
            {
                var gradient = new ReadOnlySpan<float>(Output.GradientPointer + inSlot, count);
                for (var k = 0; k < _vectors.Count; k++) sums[k] += TensorPrimitives.Dot(gradient, Row(rows, k + 1, count));
                continue;
            }

            var result = new Span<float>(Output.Pointer + inSlot, count);
            Row(rows, 0, count).CopyTo(result);
            for (var k = 0; k < _vectors.Count; k++) TensorPrimitives.MultiplyAdd(Row(rows, k + 1, count), _lambda[k], result, result);
        }
    }

    private ReadOnlySpan<float> Row(float* rows, int row, int count) => new(rows + row * _vectors.Stride, count);

    private void Run(Pass pass, int part)
    {
        _partOffset = _slot.Parts[part].Offset;
        _lambda = _coefficients.Pointer + (long)_groups.Of(_slot, part) * _vectors.Count;
        RunChunks(pass, checked((int)_slot.Parts[part].Count), ChunkElements);
    }
}
