namespace Sinter.Tensors.Tests.Rows;

[Trait("Category", "Kernel")]
public unsafe class OptimizerStepTests
{
    [Theory]
    [InlineData(1, true)]
    [InlineData(37, true)]
    [InlineData(48, false)]
    public void Adam_follows_its_definition_over_steps(int n, bool decoupled)
    {
        float[] p = RowReference.Random(n, 1), m = new float[n], v = new float[n];
        double[] pd = RowReference.Doubles(p), md = new double[n], vd = new double[n];
        const double Rate = 0.01f, Beta1 = 0.9f, Beta2 = 0.99f, Epsilon = 1e-6f, Decay = 0.1f, Scale = 0.5f;
        for (var step = 1; step <= 5; step++)
        {
            var g = RowReference.Random(n, (uint)step + 1);
            var settings = new AdamSettings((float)Rate, (float)Beta1, (float)Beta2, (float)Epsilon, (float)Decay, decoupled, step, (float)Scale);
            fixed (float* pp = p, pg = g, pm = m, pv = v) AdamStep.Apply(pp, pg, pm, pv, n, settings);
            for (var i = 0; i < n; i++)
            {
                var gradient = g[i] * Scale + (decoupled ? 0 : Decay * pd[i]);
                if (decoupled) pd[i] *= 1 - Rate * Decay;
                md[i] = Beta1 * md[i] + (1 - Beta1) * gradient;
                vd[i] = Beta2 * vd[i] + (1 - Beta2) * gradient * gradient;
                pd[i] -= Rate / (1 - Math.Pow(Beta1, step)) * md[i] / (Math.Sqrt(vd[i]) / Math.Sqrt(1 - Math.Pow(Beta2, step)) + Epsilon);
            }
        }

        RowReference.Worst(p, pd).ShouldBeLessThan(1e-5);
        RowReference.Worst(m, md).ShouldBeLessThan(1e-6);
        RowReference.Worst(v, vd).ShouldBeLessThan(1e-6);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(37, false)]
    public void Momentum_follows_its_definition_over_steps(int n, bool nesterov)
    {
        float[] p = RowReference.Random(n, 7), b = new float[n];
        double[] pd = RowReference.Doubles(p), bd = new double[n];
        for (var step = 1; step <= 4; step++)
        {
            var g = RowReference.Random(n, (uint)step + 20);
            fixed (float* pp = p, pg = g, pb = b) MomentumStep.Apply(pp, pg, pb, n, 0.1f, 0.9f, 0.01f, nesterov, 0.25f);
            for (var i = 0; i < n; i++)
            {
                var gradient = g[i] * 0.25 + 0.01f * pd[i];
                bd[i] = 0.9f * bd[i] + gradient;
                pd[i] -= 0.1f * (nesterov ? gradient + 0.9f * bd[i] : bd[i]);
            }
        }

        RowReference.Worst(p, pd).ShouldBeLessThan(1e-6);
    }
}
