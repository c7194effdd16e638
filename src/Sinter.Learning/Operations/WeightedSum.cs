using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>y = Σ_i weight_i x_i of numbers: how losses are combined. x_i and y are one number each; dx_i = weight_i dy.</summary>
internal sealed unsafe class WeightedSum : Operation
{
    private readonly (Tensor Value, float Weight)[] _terms;

    private WeightedSum(Pass pass, (Tensor Value, float Weight)[] terms)
    {
        _terms = terms;
        Output = pass.New(new TensorShape(), Array.Exists(terms, static term => term.Value.NeedsGradient));
    }

    public static Tensor Apply(Pass pass, params (Tensor Value, float Weight)[] terms)
    {
        var sum = 0.0;
        foreach (var (value, weight) in terms)
        {
            Check.Shape(value.Count == 1, $"only numbers can be summed up to a loss, got {value.Shape}");
            sum += (double)weight * *value.Pointer;
        }

        var operation = new WeightedSum(pass, terms);
        *operation.Output.Pointer = (float)sum;
        pass.Record(operation);
        return operation.Output;
    }

    protected internal override void Backward(Pass pass)
    {
        foreach (var (value, weight) in _terms)
        {
            var target = pass.GradientOf(value, out var accumulate);
            if (target is not null) *target = (accumulate ? *target : 0) + weight * *Output.GradientPointer;
        }
    }
}
