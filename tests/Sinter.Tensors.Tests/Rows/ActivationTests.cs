using MathNet.Numerics;

namespace Sinter.Tensors.Tests.Rows;

[Trait("Category", "Kernel")]
public unsafe class ActivationTests
{
    private static readonly float[] Points = [.. Enumerable.Range(-9000, 18001).Select(i => i * 1e-3f)];

    [Fact]
    public void Exp_is_right_to_a_ten_millionth_from_end_to_end()
    {
        float[] x = [.. Enumerable.Range(0, 17601).Select(i => -87.3f + i * 0.01f)], y = new float[x.Length];
        Apply<ExpOperation>(x, y);
        x.Zip(y, (a, b) => Math.Abs(b / Math.Exp(a) - 1)).Max().ShouldBeLessThan(1.2e-7);
    }

    [Fact]
    public void Exp_saturates_and_keeps_NaN()
    {
        float[] x = [float.NegativeInfinity, -1e30f, -104f, 88.8f, 1e30f, float.PositiveInfinity, float.NaN, 0, -0f], y = new float[x.Length];
        Apply<ExpOperation>(x, y);
        y.ShouldBe([0, 0, 0, float.PositiveInfinity, float.PositiveInfinity, float.PositiveInfinity, float.NaN, 1, 1]);
    }

    [Fact]
    public void Erf_is_right_to_four_ten_millionths()
    {
        var y = new float[Points.Length];
        Apply<ErfOperation>(Points, y);
        Points.Zip(y, (a, b) => Math.Abs(b - SpecialFunctions.Erf(a))).Max().ShouldBeLessThan(4e-7);
    }

    [Fact]
    public void Gelu_and_its_derivative_agree_with_the_definition() => Check<Gelu>(RowReference.Gelu, 1e-6, 1e-6);

    [Fact]
    public void Quick_Gelu_and_its_derivative_agree_with_the_definition() => Check<QuickGelu>(x => x * RowReference.Sigmoid(1.702 * x), 1e-6, 1e-6);

    [Fact]
    public void Silu_and_its_derivative_agree_with_the_definition() => Check<Silu>(x => x * RowReference.Sigmoid(x), 1e-6, 1e-6);

    [Fact]
    public void Relu_keeps_the_positive_part_and_its_gradient()
    {
        float[] x = [-2, -0.5f, 0, 0.5f, 3, float.NaN], y = new float[6], dx = new float[6];
        float[] dy = [1, 2, 3, 4, 5, 6];
        fixed (float* px = x, py = y, pd = dy, pg = dx)
        {
            Activation.Forward<Relu>(px, py, 6);
            Activation.Backward<Relu>(px, pd, pg, 5);
        }

        y.ShouldBe([0, 0, 0, 0.5f, 3, float.NaN]);
        dx.ShouldBe([0, 0, 0, 4, 5, 0]);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 15)]
    [InlineData(2, 16)]
    [InlineData(5, 67)]
    public void Bias_and_activation_in_one_pass_equal_the_two_steps(int rows, int columns)
    {
        float[] x = RowReference.Random(rows * columns, 1), bias = RowReference.Random(columns, 2), y = new float[x.Length], expected = new float[x.Length];
        var sum = x.Select((v, i) => v + bias[i % columns]).ToArray();
        fixed (float* px = x, pb = bias, py = y, ps = sum, pe = expected)
        {
            Activation.ForwardWithBias<Gelu>(px, pb, py, rows, columns);
            Activation.Forward<Gelu>(ps, pe, sum.Length);
        }

        x.ShouldBe(sum);
        y.ShouldBe(expected);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(47)]
    [InlineData(64)]
    public void The_gated_unit_agrees_with_the_definition(int n)
    {
        float[] gate = RowReference.Random(n, 3, 5), up = RowReference.Random(n, 4), dy = RowReference.Random(n, 5), y = new float[n], dGate = new float[n], dUp = new float[n];
        fixed (float* pg = gate, pu = up, pd = dy, py = y, pdg = dGate, pdu = dUp)
        {
            SiluGate.Forward(pg, pu, py, n);
            SiluGate.Backward(pg, pu, pd, pdg, pdu, n);
        }

        static double Silu(double x) => x * RowReference.Sigmoid(x);
        RowReference.Worst(y, gate.Select((g, i) => Silu(g) * up[i])).ShouldBeLessThan(1e-6);
        RowReference.Worst(dGate, gate.Select((g, i) => dy[i] * up[i] * RowReference.Derivative(Silu, g))).ShouldBeLessThan(1e-6);
        RowReference.Worst(dUp, gate.Select((g, i) => dy[i] * Silu(g))).ShouldBeLessThan(1e-6);
    }

    private static void Check<F>(Func<double, double> f, double tolerance, double derivativeTolerance)
        where F : struct, IActivation
    {
        foreach (var n in new[] { Points.Length, 1, 5, 16, 31 })
        {
            var x = Points.AsSpan(Points.Length - n).ToArray();
            float[] y = new float[n], dx = new float[n], dy = [.. Enumerable.Repeat(2f, n)];
            fixed (float* px = x, py = y, pd = dy, pg = dx)
            {
                Activation.Forward<F>(px, py, n);
                Activation.Backward<F>(px, pd, pg, n);
            }

            RowReference.Worst(y, x.Select(v => f(v))).ShouldBeLessThan(tolerance);
            RowReference.Worst(dx, x.Select(v => 2 * RowReference.Derivative(f, v))).ShouldBeLessThan(derivativeTolerance);
        }

        float[] bad = [float.NaN, 1], result = new float[2];
        fixed (float* px = bad, py = result) Activation.Forward<F>(px, py, 2);
        result[0].ShouldBe(float.NaN);
    }

    private static void Apply<F>(float[] x, float[] y)
        where F : struct, IActivation
    {
        fixed (float* px = x, py = y) Activation.Forward<F>(px, py, x.Length);
    }

    private readonly struct ExpOperation : IActivation
    {
        public static V Value<V>(V x)
            where V : struct, IFloatLanes<V> => LaneMath.Exp(x);

        public static V Derivative<V>(V x)
            where V : struct, IFloatLanes<V> => LaneMath.Exp(x);
    }

    private readonly struct ErfOperation : IActivation
    {
        public static V Value<V>(V x)
            where V : struct, IFloatLanes<V> => LaneMath.Erf(x);

        public static V Derivative<V>(V x)
            where V : struct, IFloatLanes<V> => LaneMath.Erf(x);
    }
}
