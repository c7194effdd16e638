using System.Numerics.Tensors;
using Sinter.Data;

namespace Sinter.Training;

/// <summary>The base's encoder, to which multiples of the task vectors are added in place.</summary>
internal sealed class FamilyEncoder : IDisposable
{
    private readonly ImageModel _model;
    private readonly ImageModel _origin;
    private readonly IReadOnlyList<FamilyMember> _members;
    private readonly string[] _names;
    private readonly float[] _sum;

    public FamilyEncoder(ImageModel origin, IReadOnlyList<FamilyMember> members)
    {
        (_origin, _members) = (origin, members);
        _model = origin.WithClasses(["none"]);
        _names = [.. _model.Network.Layout.Parts.Select(static part => part.Name).Where(static name => !ImageModel.IsHead(name))];
        foreach (var (task, expert) in members) RequireSameShape(task, expert);
        _sum = new float[_names.Sum(name => _model.Weights[name].Length)];
        for (var t = 0; t < members.Count; t++) ForEach(t, (at, before, after) => AddDifference(_sum.AsSpan(at, before.Length), before, after));
    }

    /// <summary>θ0 + λ Σ τ.</summary>
    public void Set(double coefficient)
    {
        var at = 0;
        foreach (var name in _names)
        {
            var target = _model.Weights[name];
            TensorPrimitives.MultiplyAdd(_sum.AsSpan(at, target.Length), (float)coefficient, BaseOf(name), target);
            at += target.Length;
        }
    }

    /// <summary>The expert's own encoder.</summary>
    public void Become(int t)
    {
        foreach (var name in _names) _members[t].Expert.Weights[name].CopyTo(_model.Weights[name]);
    }

    /// <summary>A model of what the encoder is now, under the head of an expert.</summary>
    public ImageModel WithHead(int t) => _model.WithHeadOf(_members[t].Expert);

    /// <summary>|τ| / |θ0| of every expert.</summary>
    public double[] Ratios()
    {
        var origin = Math.Sqrt(_names.Sum(name => Dot(BaseOf(name), BaseOf(name))));
        return [.. Enumerable.Range(0, _members.Count).Select(t => Math.Sqrt(Inner(t, t)) / origin)];
    }

    /// <summary>Mean cosine of two task vectors.</summary>
    public double MeanCosine()
    {
        var norms = Enumerable.Range(0, _members.Count).Select(t => Math.Sqrt(Inner(t, t))).ToArray();
        var pairs = from s in Enumerable.Range(0, _members.Count) from t in Enumerable.Range(s + 1, _members.Count - s - 1) select Inner(s, t) / (norms[s] * norms[t]);
        return pairs.DefaultIfEmpty(0).Average();
    }

    public void Dispose() => _model.Dispose();

    private static void AddDifference(Span<float> sum, ReadOnlySpan<float> before, ReadOnlySpan<float> after)
    {
        TensorPrimitives.Add(sum, after, sum);
        TensorPrimitives.Subtract(sum, before, sum);
    }

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++) sum += (double)a[i] * b[i];
        return sum;
    }

    private double Inner(int s, int t)
    {
        var sum = 0.0;
        foreach (var name in _names)
        {
            var before = BaseOf(name);
            var first = _members[s].Expert.Weights[name];
            var second = _members[t].Expert.Weights[name];
            for (var i = 0; i < before.Length; i++) sum += ((double)first[i] - before[i]) * ((double)second[i] - before[i]);
        }

        return sum;
    }

    private Span<float> BaseOf(string name) => _origin.Weights[_origin.Network.Layout.TryGet(name, out _) ? name : name["vit.".Length..]];

    private void ForEach(int t, SpanAction action)
    {
        var at = 0;
        foreach (var name in _names)
        {
            var before = BaseOf(name);
            action(at, before, _members[t].Expert.Weights[name]);
            at += before.Length;
        }
    }

    private void RequireSameShape(ImageTask task, ImageModel expert)
    {
        foreach (var name in _names)
        {
            if (!expert.Network.Layout.TryGet(name, out var part) || part.Count != _model.Weights[name].Length)
                throw new TrainingException(TrainingError.UnsuitableModel, $"{expert.Place}, the expert for {task.Name}, has no tensor '{name}' of the base's size; experts and base must be of one architecture.");
        }
    }

    private delegate void SpanAction(int at, ReadOnlySpan<float> before, ReadOnlySpan<float> after);
}
