using Sinter.Tensors;

namespace Sinter.Checkpoints;

/// <summary>The weighted sum of several adapters' task vectors of one module, as factors again.</summary>
internal sealed class LoraModuleSum
{
    private readonly List<(LoraAdapter Adapter, LoraPair Pair, float Scale)> _terms = [];
    private readonly int _stacked;
    private readonly int _outputs;
    private readonly int _inputs;

    private LoraModuleSum(string name, IEnumerable<(LoraAdapter Adapter, LoraPair Pair, float Scale)> terms, int? rank)
    {
        Name = name;
        _terms.AddRange(terms);
        var first = _terms[0];
        foreach (var (adapter, pair, _) in _terms) RequireFit(first, adapter, pair);
        (_outputs, _inputs) = (checked((int)first.Pair.Outputs), checked((int)first.Pair.Inputs));
        _stacked = _terms.Sum(static term => term.Pair.Rank);
        Rank = rank is { } most && most < _stacked ? Math.Min(most, Math.Min(_outputs, _inputs)) : _stacked;
        A = Resized(first.Pair.A, 0);
        B = Resized(first.Pair.B, 1);
    }

    /// <summary>The module.</summary>
    public string Name { get; }

    /// <summary>Rank of the result.</summary>
    public int Rank { get; }

    /// <summary>The result's first factor.</summary>
    public TensorInfo A { get; }

    /// <summary>The result's second factor.</summary>
    public TensorInfo B { get; }

    /// <summary>Every module that an adapter has.</summary>
    /// <exception cref="CheckpointException">The adapters do not fit each other.</exception>
    public static IReadOnlyList<LoraModuleSum> Plan(IReadOnlyList<WeightedAdapter> parts, int? rank)
    {
        foreach (var (adapter, _) in parts)
        {
            if (adapter.Configuration.TransposedWeights == parts[0].Adapter.Configuration.TransposedWeights) continue;
            throw new CheckpointException(CheckpointError.InvalidAdapter, $"{adapter.Path}: fan_in_fan_out differs from that of {parts[0].Adapter.Path}; they belong to different bases.");
        }

        var terms = from part in parts
                    from pair in part.Adapter.Pairs
                    group (part.Adapter, pair, (float)(part.Weight * part.Adapter.Configuration.ScaleOf(pair.Module))) by pair.Module into module
                    orderby module.Key
                    select new LoraModuleSum(module.Key, module, rank);
        return [.. terms];
    }

    /// <summary>The factors in float32, row-major.</summary>
    public (float[] A, float[] B) Compute()
    {
        var a = new float[_stacked * _inputs];
        var b = new float[_outputs * _stacked];
        var row = 0;
        foreach (var (adapter, pair, scale) in _terms)
        {
            LoraFactors.ReadSingle(adapter.Weights, pair.A).CopyTo(a, row * _inputs);
            var factor = LoraFactors.ReadSingle(adapter.Weights, pair.B);
            for (var i = 0; i < _outputs; i++)
                for (var r = 0; r < pair.Rank; r++) b[i * _stacked + row + r] = scale * factor[i * pair.Rank + r];
            row += pair.Rank;
        }

        return Rank < _stacked ? LowRank.Truncate(b, a, _outputs, _stacked, _inputs, Rank) : (a, b);
    }

    private static void RequireFit((LoraAdapter Adapter, LoraPair Pair, float Scale) first, LoraAdapter adapter, LoraPair pair)
    {
        if (pair.Outputs == first.Pair.Outputs && pair.IsEmbedding == first.Pair.IsEmbedding && pair.A.Shape.Dimensions.AsSpan()[1..].SequenceEqual(first.Pair.A.Shape.Dimensions.AsSpan()[1..])) return;
        throw new CheckpointException(
            CheckpointError.InvalidAdapter,
            $"{adapter.Path}: module {Quoted.Name(pair.Module)} has factors {pair.A.Shape} and {pair.B.Shape}, in {first.Adapter.Path} {first.Pair.A.Shape} and {first.Pair.B.Shape}; they belong to different bases.");
    }

    private TensorInfo Resized(TensorInfo factor, int rankDimension)
    {
        var dimensions = factor.Shape.Dimensions.ToArray();
        dimensions[rankDimension] = Rank;
        return new TensorInfo(factor.Name, ElementType.F32, new TensorShape(dimensions));
    }
}
