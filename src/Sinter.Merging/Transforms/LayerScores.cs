using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>Gathers a score for every layer and model in one pass over the model.</summary>
internal sealed class LayerScores
{
    private readonly string _name;
    private readonly LayerUnits _units;
    private readonly int _models;
    private readonly LayerScore? _score;
    private readonly LayerSums _sums;
    private readonly long[] _elements;
    private readonly double[,] _values;

    public LayerScores(string name, LayerUnits units, ModelContext model)
    {
        (_name, _units, _models) = (name, units, model.Settings.Models);
        _score = LayerScore.Create(name, _models);
        _sums = new LayerSums(units.Count, _score?.Sums ?? 0);
        _values = new double[units.Count, _models];
        _elements = new long[units.Count];
        foreach (var tensor in model.Tensors)
            if (units.LayerOf(tensor) is >= 0 and var layer) _elements[layer] += tensor.Count;
    }

    /// <summary>The score of a layer for a model, after <see cref="Complete"/>.</summary>
    public double this[int layer, int model] => _values[layer, model];

    public bool NeedsTensor(TensorContext tensor) => _name == "effective_rank" && _units.LayerOf(tensor) is >= 0 and var layer && _units.Weight(layer) == tensor;

    public bool NeedsBlocks(TensorContext tensor) => _score is not null && _units.LayerOf(tensor) >= 0;

    public void Accumulate(in Block block)
    {
        Span<double> sums = stackalloc double[_score!.Sums];
        _score.Add(block, sums);
        _sums.Add(_units.LayerOf(block.Tensor), sums);
    }

    /// <summary>Scores a layer's weight by its singular values, more than two dimensions as the first against the rest; the bias does not count.</summary>
    public unsafe void Visit(TensorReader reader)
    {
        var tensor = reader.Tensor;
        var layer = _units.LayerOf(tensor);
        var rows = checked((int)tensor.Shape[0]);
        using var values = new NativeBuffer<float>(tensor.Count);
        for (var model = 0; model < _models; model++)
        {
            reader.ReadModel(model, values.Span);
            _values[layer, model] = rows == 0 ? 0 : EffectiveRank.Share(rows, checked((int)(tensor.Count / rows)), values.Pointer);
        }
    }

    public void Complete()
    {
        var sums = new double[_score?.Sums ?? 0];
        for (var layer = 0; layer < _units.Count; layer++)
        {
            for (var i = 0; i < sums.Length; i++) sums[i] = _sums[layer, i];
            for (var model = 0; model < _models; model++)
            {
                if (_score is not null) _values[layer, model] = _score.Value(model, sums, _elements[layer]);
                else if (_name == "random") _values[layer, model] = Draw(_units.Weight(layer), model);
            }
        }
    }

    private static double Draw(TensorContext tensor, int model)
    {
        Span<float> number = stackalloc float[1];
        tensor.Uniforms.Fill(model, 0, number);
        return number[0];
    }
}
