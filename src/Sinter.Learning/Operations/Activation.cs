namespace Sinter.Learning;

/// <summary>y = f(x) element by element; dx = dy · f′(x). x, y of any shape.</summary>
internal sealed unsafe class Activation : Operation
{
    private static readonly double[] Tail = [-1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277];
    private readonly Tensor _x;
    private readonly ActivationKind _kind;
    private bool _backward;
    private bool _accumulate;
    private float* _dx;

    private Activation(Pass pass, Tensor x, ActivationKind kind)
    {
        (_x, _kind) = (x, kind);
        Output = pass.New(x.Shape, x.NeedsGradient);
    }

    public static Tensor Apply(Pass pass, Tensor x, ActivationKind kind)
    {
        var operation = new Activation(pass, x, kind);
        operation.RunRows(pass, x.Rows, x.Columns);
        pass.Record(operation);
        return operation.Output;
    }

    protected internal override void Backward(Pass pass)
    {
        _backward = true;
        _dx = pass.GradientOf(_x, out _accumulate);
        RunRows(pass, _x.Rows, _x.Columns);
    }

    protected override void Rows(int first, int end, int chunk, int worker)
    {
        var at = (long)first * _x.Columns;
        var count = (long)(end - first) * _x.Columns;
        if (_backward) Gradient(_x.Pointer + at, Output.GradientPointer + at, _dx + at, count);
        else Forward(_x.Pointer + at, Output.Pointer + at, count);
    }

    private void Forward(float* x, float* y, long count)
    {
        for (long i = 0; i < count; i++)
        {
            var v = (double)x[i];
            y[i] = (float)(_kind switch
            {
                ActivationKind.Gelu => v * Cumulative(v),
                ActivationKind.QuickGelu => v / (1 + Math.Exp(-1.702 * v)),
                ActivationKind.Silu => v / (1 + Math.Exp(-v)),
                ActivationKind.Tanh => Math.Tanh(v),
                _ => Math.Max(v, 0),
            });
        }
    }

    private void Gradient(float* x, float* dy, float* dx, long count)
    {
        for (long i = 0; i < count; i++)
        {
            var v = (double)x[i];
            var slope = _kind switch
            {
                ActivationKind.Gelu => Cumulative(v) + v * Math.Exp(-v * v / 2) / Math.Sqrt(2 * Math.PI),
                ActivationKind.QuickGelu => SigmoidSlope(v, 1.702),
                ActivationKind.Silu => SigmoidSlope(v, 1),
                ActivationKind.Tanh => 1 - Math.Tanh(v) * Math.Tanh(v),
                _ => v > 0 ? 1 : 0,
            };
            dx[i] = (_accumulate ? dx[i] : 0) + (float)(dy[i] * slope);
        }
    }

    private static double SigmoidSlope(double x, double a)
    {
        var s = 1 / (1 + Math.Exp(-a * x));
        return s + a * x * s * (1 - s);
    }

    private static double Cumulative(double x) => 0.5 * (1 + Erf(x / Math.Sqrt(2)));

    private static double Erf(double x)
    {
        var t = 1 / (1 + 0.5 * Math.Abs(x));
        var sum = 0.0;
        for (var i = Tail.Length - 1; i >= 0; i--) sum = sum * t + Tail[i];
        var tail = t * Math.Exp(-x * x + sum);
        return x >= 0 ? 1 - tail : tail - 1;
    }
}
