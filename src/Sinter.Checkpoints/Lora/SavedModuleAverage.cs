using Sinter.Tensors;

namespace Sinter.Checkpoints;

/// <summary>The weighted average of a tensor that adapters saved whole.</summary>
internal sealed class SavedModuleAverage
{
    private readonly List<(LoraAdapter Adapter, TensorInfo Tensor, double Weight)> _terms;

    private SavedModuleAverage(IEnumerable<(LoraAdapter Adapter, TensorInfo Tensor, double Weight)> terms)
    {
        _terms = [.. terms];
        var (first, tensor, _) = _terms[0];
        foreach (var (adapter, other, _) in _terms)
        {
            if (other.Shape.Equals(tensor.Shape) && other.Type.IsFloat()) continue;
            throw new CheckpointException(
                CheckpointError.InvalidAdapter,
                $"{adapter.Path}: {Quoted.Name(other.Name)}, saved whole, is {other.TypeName} {other.Shape}, and {tensor.TypeName} {tensor.Shape} in {first.Path}; they cannot be averaged. Leave the saved modules out.");
        }

        if (_terms.Sum(static term => term.Weight) == 0)
            throw new CheckpointException(CheckpointError.InvalidAdapter, $"{first.Path}: the weights of {Quoted.Name(tensor.Name)} sum to zero, so that it has no average. Leave the saved modules out.");
        Tensor = new TensorInfo(tensor.Name, ElementType.F32, tensor.Shape);
    }

    /// <summary>The result.</summary>
    public TensorInfo Tensor { get; }

    /// <summary>Every tensor that an adapter saved whole.</summary>
    /// <exception cref="CheckpointException">Shapes differ, or weights sum to zero.</exception>
    public static IReadOnlyList<SavedModuleAverage> Plan(IReadOnlyList<WeightedAdapter> parts)
    {
        var terms = from part in parts
                    from saved in part.Adapter.SavedTensors
                    group (part.Adapter, saved.Value, part.Weight) by saved.Key into name
                    orderby name.Key
                    select new SavedModuleAverage(name);
        return [.. terms];
    }

    public float[] Compute()
    {
        var total = _terms.Sum(static term => term.Weight);
        var sums = new double[Tensor.Shape.Count];
        foreach (var (adapter, tensor, weight) in _terms)
        {
            var values = LoraFactors.ReadSingle(adapter.Weights, tensor);
            for (var i = 0; i < sums.Length; i++) sums[i] += weight / total * values[i];
        }

        return Array.ConvertAll(sums, static sum => (float)sum);
    }
}
