using Sinter.Learning;
using Sinter.Tensors;

namespace Sinter.Routing;

/// <summary>loss = mean over the rows of a <see cref="DirichletTerm"/>. α [N, L]; the derivative is computed on the way forward, where most of its parts are at hand.</summary>
internal sealed unsafe class TermLoss : Operation
{
    private readonly Tensor _alpha;
    private readonly DirichletTerm _term;
    private readonly Tensor _gradient;
    private readonly Tensor _values;

    private TermLoss(Pass pass, Tensor alpha, DirichletTerm term)
    {
        (_alpha, _term) = (alpha, term);
        _gradient = pass.New(alpha.Shape);
        _values = pass.New(new TensorShape(alpha.Rows, 2));
        Output = pass.New(new TensorShape(), alpha.NeedsGradient);
    }

    public static Tensor Apply(Pass pass, Tensor alpha, DirichletTerm term)
    {
        term.Prepare(alpha.Values, alpha.Columns);
        var operation = new TermLoss(pass, alpha, term);
        operation.RunRows(pass, alpha.Rows, alpha.Columns * 16);
        var sum = 0.0;
        for (var r = 0; r < alpha.Rows; r++) sum += ((double*)operation._values.Pointer)[r];
        *operation.Output.Pointer = (float)(sum / alpha.Rows);
        pass.Record(operation);
        return operation.Output;
    }

    protected internal override void Backward(Pass pass)
    {
        var factor = *Output.GradientPointer / _alpha.Rows;
        for (var i = 0L; i < _gradient.Count; i++) _gradient.Pointer[i] *= factor;
        pass.MoveGradient(_gradient, _alpha);
        pass.Free(_values);
    }

    protected override void Rows(int first, int end, int chunk, int worker)
    {
        var columns = _alpha.Columns;
        var alpha = new double[columns];
        var gradient = new double[columns];
        for (var r = first; r < end; r++)
        {
            var at = (long)r * columns;
            for (var c = 0; c < columns; c++) alpha[c] = _alpha.Pointer[at + c];
            ((double*)_values.Pointer)[r] = _term.Evaluate(r, alpha, gradient);
            for (var c = 0; c < columns; c++) _gradient.Pointer[at + c] = (float)gradient[c];
        }
    }
}
