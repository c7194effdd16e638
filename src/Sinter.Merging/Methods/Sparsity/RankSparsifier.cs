using System.Numerics.Tensors;

namespace Sinter.Merging;

/// <summary>
/// Keeps each element of a task vector with a probability that grows with its rank by magnitude in its row, from density − ε to density + ε: the sampling of DELLA. A row is all
/// that follows the first dimension; a tensor of one dimension is one row.
/// </summary>
internal sealed class RankSparsifier : RandomSparsifier
{
    private readonly int _rowLength;
    private readonly double[] _epsilons;
    private readonly RowRanks?[] _ranks;
    private readonly bool _divides;
    private readonly UniformStream _uniforms;

    public RankSparsifier(TensorContext tensor, RescaleMode rescale)
        : base(tensor, rescale is RescaleMode.Inverse ? RescaleMode.None : rescale, remembers: true)
    {
        _divides = rescale is RescaleMode.Inverse;
        _uniforms = tensor.Uniforms;
        _rowLength = (int)RowLength(tensor);
        _epsilons = tensor.Settings.Numbers("epsilon");
        _ranks = new RowRanks?[tensor.Workers];
    }

    /// <summary>Elements whose ranks are compared.</summary>
    public static long RowLength(TensorContext tensor) => Math.Max(1, tensor.Shape.Rank > 1 && tensor.Shape[0] > 0 ? tensor.Count / tensor.Shape[0] : tensor.Count);

    protected override bool LooksAtValues => true;

    protected override void Choose(in Block block, int model, Span<uint> bits)
    {
        if (Densities[model] <= 0)
        {
            bits.Clear();
            return;
        }

        var (density, epsilon) = (Densities[model], _epsilons[model]);
        if (_rowLength == 1)
        {
            _uniforms.Choose(model, block.Offset, (float)density, block.Scratch(0), bits);
            if (_divides) block.Scratch(1).Fill((float)density);
        }
        else if (_uniforms.RankDraws(model) is { } draws)
        {
            draws.Choose(block, model, _rowLength, density - epsilon, epsilon, bits);
            if (_divides) FillProbabilities(block.Model(model), [], block.Worker, (float)(density - epsilon), (float)epsilon, block.Scratch(1));
        }
        else
        {
            Span<float> uniforms = block.Scratch(0), probabilities = block.Scratch(1);
            _uniforms.Fill(model, block.Offset, uniforms);
            FillProbabilities(block.Model(model), uniforms, block.Worker, (float)(density - epsilon), (float)epsilon, probabilities);
            KeptBits.Fill(uniforms, probabilities, bits);
        }
    }

    // The probabilities are still in their scratch space.
    protected override void Finish(in Block block, int model)
    {
        if (_divides && Densities[model] > 0) TensorPrimitives.Divide(block.Model(model), block.Scratch(1), block.Mutable(model));
    }

    private void FillProbabilities(ReadOnlySpan<float> values, ReadOnlySpan<float> uniforms, int worker, float lowest, float epsilon, Span<float> probabilities)
    {
        var ranks = _ranks[worker] ??= new RowRanks(_rowLength);
        for (var start = 0; start < values.Length; start += _rowLength)
        {
            var row = values.Slice(start, _rowLength);
            var result = probabilities.Slice(start, _rowLength);
            if (_divides) ranks.FillExact(row, lowest, epsilon, result);
            else ranks.Fill(row, uniforms.Slice(start, _rowLength), lowest, epsilon, result);
        }
    }
}
