namespace Sinter.Tensors.Tests.Rows;

[Trait("Category", "Kernel")]
public unsafe class RowOperationTests
{
    private const double Tolerance = 2e-6;
    private const double GradientTolerance = 2e-5;

    public static TheoryData<int> Lengths => [1, 2, 7, 16, 17, 65, 192];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Softmax_and_its_gradient_agree_with_the_definition(int columns)
    {
        const int Rows = 3;
        float[] x = RowReference.Random(Rows * columns, 1, 6), dy = RowReference.Random(Rows * columns, 2), y = new float[x.Length], dx = new float[x.Length];
        fixed (float* px = x, py = y, pd = dy, pg = dx)
        {
            RowSoftmax.Forward(px, py, Rows, columns, columns, 0.3f);
            RowSoftmax.Backward(py, pd, pg, Rows, columns, 0.3f);
        }

        for (var r = 0; r < Rows; r++)
        {
            var row = Row(x, r, columns);
            RowReference.Worst(y.Skip(r * columns), RowReference.Softmax(row, 0.3f)).ShouldBeLessThan(Tolerance);
            RowReference.Worst(dx.Skip(r * columns), RowReference.Gradient(v => RowReference.Softmax(v, 0.3f), row, Row(dy, r, columns))).ShouldBeLessThan(GradientTolerance);
        }
    }

    [Fact]
    public void Softmax_of_huge_logits_does_not_overflow()
    {
        float[] x = [1e30f, 1e30f, -1e30f, 88, float.NegativeInfinity], y = new float[5];
        fixed (float* px = x, py = y) RowSoftmax.Forward(px, py, 1, 5, 5, 1);
        y.ShouldBe([0.5f, 0.5f, 0, 0, 0]);
    }

    [Fact]
    public void Softmax_with_a_NaN_gives_NaN_and_not_a_number_that_looks_right()
    {
        float[] x = [1, float.NaN, 2, 3, 4], y = new float[5];
        fixed (float* px = x, py = y) RowSoftmax.Forward(px, py, 1, 5, 5, 1);
        y.ShouldAllBe(v => float.IsNaN(v));
    }

    [Theory]
    [InlineData(4, 3)]
    [InlineData(20, 19)]
    [InlineData(40, 33)]
    public void Padding_takes_no_part_in_the_softmax(int columns, int visible)
    {
        float[] x = RowReference.Random(2 * columns, 3), y = new float[x.Length];
        Array.Fill(y, float.NaN);
        fixed (float* px = x, py = y) RowSoftmax.Forward(px, py, 2, columns, visible, 1);
        for (var r = 0; r < 2; r++)
        {
            RowReference.Worst(y.Skip(r * columns), RowReference.Softmax(Row(x, r, columns)[..visible])).ShouldBeLessThan(Tolerance);
            y.Skip(r * columns + visible).Take(columns - visible).ShouldAllBe(v => v == 0);
        }
    }

    [Fact]
    public void A_causal_softmax_sees_only_the_past()
    {
        const int Columns = 21;
        float[] x = RowReference.Random(Columns * Columns, 4), y = new float[x.Length];
        fixed (float* px = x, py = y)
        {
            RowSoftmax.ForwardCausal(px, py, 10, Columns, 1, 0.5f);
            RowSoftmax.ForwardCausal(px + 10 * Columns, py + 10 * Columns, Columns - 10, Columns, 11, 0.5f);
        }

        for (var r = 0; r < Columns; r++)
        {
            RowReference.Worst(y.Skip(r * Columns), RowReference.Softmax(Row(x, r, Columns)[..(r + 1)], 0.5)).ShouldBeLessThan(Tolerance);
            y.Skip(r * Columns + r + 1).Take(Columns - r - 1).ShouldAllBe(v => v == 0);
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Layer_norm_and_its_gradients_agree_with_the_definition(int columns)
    {
        const int Rows = 4;
        const float Epsilon = 1e-2f;
        float[] x = RowReference.Random(Rows * columns, 5), w = RowReference.Random(columns, 6), b = RowReference.Random(columns, 7), dy = RowReference.Random(Rows * columns, 8);
        float[] y = new float[x.Length], dx = new float[x.Length], dw = RowReference.Random(columns, 9), db = RowReference.Random(columns, 10), means = new float[Rows], inverse = new float[Rows];
        float[] dw0 = [.. dw], db0 = [.. db], unbiased = new float[x.Length];
        fixed (float* px = x, pw = w, pb = b, py = y, pdy = dy, pdx = dx, pdw = dw, pdb = db, pm = means, pi = inverse, pu = unbiased)
        {
            RowLayerNorm.Forward(px, pw, pb, py, pm, pi, Rows, columns, Epsilon);
            RowLayerNorm.Forward(px, pw, null, pu, pm, pi, Rows, columns, Epsilon);
            RowLayerNorm.Backward(px, pw, pdy, pm, pi, pdx, pdw, pdb, Rows, columns);
        }

        double[] wd = RowReference.Doubles(w), bd = RowReference.Doubles(b), dwd = RowReference.Doubles(dw0), dbd = RowReference.Doubles(db0);
        for (var r = 0; r < Rows; r++)
        {
            double[] row = Row(x, r, columns), d = Row(dy, r, columns);
            var expected = RowReference.LayerNorm(row, wd, bd, Epsilon);
            RowReference.Worst(y.Skip(r * columns), expected).ShouldBeLessThan(Tolerance);
            RowReference.Worst(unbiased.Skip(r * columns), expected.Zip(bd, (v, bias) => v - bias)).ShouldBeLessThan(Tolerance);
            RowReference.Worst(dx.Skip(r * columns), RowReference.Gradient(v => RowReference.LayerNorm(v, wd, bd, Epsilon), row, d)).ShouldBeLessThan(GradientTolerance);
            var normal = RowReference.LayerNorm(row, [.. Enumerable.Repeat(1.0, columns)], new double[columns], Epsilon);
            for (var i = 0; i < columns; i++)
            {
                dwd[i] += d[i] * normal[i];
                dbd[i] += d[i];
            }
        }

        RowReference.Worst(dw, dwd).ShouldBeLessThan(GradientTolerance);
        RowReference.Worst(db, dbd).ShouldBeLessThan(GradientTolerance);
    }

    [Fact]
    public void Layer_norm_of_a_large_offset_does_not_cancel()
    {
        float[] x = [.. Enumerable.Range(0, 100).Select(i => 10000f + i % 3)], w = [.. Enumerable.Repeat(1f, 100)], b = new float[100], y = new float[100], m = new float[1], s = new float[1];
        fixed (float* px = x, pw = w, pb = b, py = y, pm = m, ps = s) RowLayerNorm.Forward(px, pw, pb, py, pm, ps, 1, 100, 1e-5f);
        RowReference.Worst(y, RowReference.LayerNorm(RowReference.Doubles(x), RowReference.Doubles(w), new double[100], 1e-5)).ShouldBeLessThan(1e-3);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Rms_norm_and_its_gradients_agree_with_the_definition(int columns)
    {
        const int Rows = 3;
        const float Epsilon = 1e-2f;
        float[] x = RowReference.Random(Rows * columns, 11), w = RowReference.Random(columns, 12), dy = RowReference.Random(Rows * columns, 13);
        float[] y = new float[x.Length], dx = new float[x.Length], dw = new float[columns], roots = new float[Rows];
        fixed (float* px = x, pw = w, py = y, pdy = dy, pdx = dx, pdw = dw, pr = roots)
        {
            RowRmsNorm.Forward(px, pw, py, pr, Rows, columns, Epsilon);
            RowRmsNorm.Backward(px, pw, pdy, pr, pdx, pdw, Rows, columns);
        }

        var wd = RowReference.Doubles(w);
        var dwd = new double[columns];
        for (var r = 0; r < Rows; r++)
        {
            double[] row = Row(x, r, columns), d = Row(dy, r, columns);
            RowReference.Worst(y.Skip(r * columns), RowReference.RmsNorm(row, wd, Epsilon)).ShouldBeLessThan(Tolerance);
            RowReference.Worst(dx.Skip(r * columns), RowReference.Gradient(v => RowReference.RmsNorm(v, wd, Epsilon), row, d)).ShouldBeLessThan(GradientTolerance);
            var normal = RowReference.RmsNorm(row, [.. Enumerable.Repeat(1.0, columns)], Epsilon);
            for (var i = 0; i < columns; i++) dwd[i] += d[i] * normal[i];
        }

        RowReference.Worst(dw, dwd).ShouldBeLessThan(GradientTolerance);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Cross_entropy_and_its_gradient_agree_with_the_definition(int columns)
    {
        const int Rows = 3;
        float[] x = RowReference.Random(Rows * columns, 14, 8), p = new float[x.Length], losses = new float[Rows], dx = new float[x.Length];
        int[] labels = [0, RowCrossEntropy.Ignored, columns - 1];
        fixed (float* px = x, pp = p, pl = losses, pd = dx)
        fixed (int* labelled = labels)
        {
            RowCrossEntropy.Forward(px, labelled, pp, pl, Rows, columns);
            RowCrossEntropy.Backward(pp, labelled, pd, Rows, columns, 0.5f);
        }

        for (var r = 0; r < Rows; r++)
        {
            double[] Loss(double[] v) => [labels[r] < 0 ? 0 : -Math.Log(RowReference.Softmax(v)[labels[r]])];
            var row = Row(x, r, columns);
            ((double)losses[r]).ShouldBe(Loss(row)[0], 3e-6);
            RowReference.Worst(dx.Skip(r * columns), RowReference.Gradient(Loss, row, [0.5])).ShouldBeLessThan(GradientTolerance);
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-1)]
    public void A_label_outside_the_classes_is_refused(int label)
    {
        float[] x = new float[3], loss = new float[1];
        int[] labels = [label];
        Should.Throw<ArgumentOutOfRangeException>(() =>
        {
            fixed (float* px = x, pl = loss)
            fixed (int* labelled = labels) RowCrossEntropy.Forward(px, labelled, px, pl, 1, 3);
        }).Message.ShouldContain($"Label {label} of row 0 is outside the 3 classes");
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Entropy_and_its_gradient_agree_with_the_definition(int columns)
    {
        const int Rows = 2;
        float[] x = RowReference.Random(Rows * columns, 15, 5), p = new float[x.Length], h = new float[Rows], dh = [0.7f, -1.3f], dx = new float[x.Length];
        fixed (float* px = x, pp = p, ph = h, pdh = dh, pd = dx)
        {
            RowEntropy.Forward(px, pp, ph, Rows, columns);
            RowEntropy.Backward(px, pp, ph, pdh, pd, Rows, columns);
        }

        for (var r = 0; r < Rows; r++)
        {
            var row = Row(x, r, columns);
            ((double)h[r]).ShouldBe(RowReference.Entropy(row), 5e-6);
            RowReference.Worst(dx.Skip(r * columns), RowReference.Gradient(v => [RowReference.Entropy(v)], row, [dh[r]])).ShouldBeLessThan(GradientTolerance);
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 15)]
    [InlineData(5, 67)]
    [InlineData(40, 192)]
    public void Bias_residual_and_column_sums_agree_with_the_definition(int rows, int columns)
    {
        float[] x = RowReference.Random(rows * columns, 16), bias = RowReference.Random(columns, 17), residual = RowReference.Random(rows * columns, 18);
        float[] added = new float[x.Length], withResidual = new float[x.Length], filled = new float[x.Length], partials = new float[2 * columns], sums = RowReference.Random(columns, 19);
        var before = (float[])sums.Clone();
        var half = rows / 2;
        fixed (float* px = x, pb = bias, pr = residual, pa = added, pw = withResidual, pf = filled, pp = partials, ps = sums)
        {
            RowBias.Add(px, pb, pa, rows, columns);
            RowBias.AddWithResidual(px, pb, pr, pw, rows, columns);
            RowBias.Fill(pb, pf, rows, columns);
            ColumnSums.Partial(px, pp, half, columns);
            ColumnSums.Partial(px + half * columns, pp + columns, rows - half, columns);
            ColumnSums.Reduce(pp, 2, columns, ps, accumulate: true);
        }

        added.ShouldBe(x.Select((v, i) => v + bias[i % columns]));
        withResidual.ShouldBe(x.Select((v, i) => v + bias[i % columns] + residual[i]));
        filled.ShouldBe(x.Select((_, i) => bias[i % columns]));
        RowReference.Worst(sums, before.Select((v, j) => v + Enumerable.Range(0, rows).Sum(r => (double)x[r * columns + j]))).ShouldBeLessThan(Tolerance);
    }

    private static double[] Row(float[] matrix, int row, int columns) => RowReference.Doubles(matrix.AsSpan(row * columns, columns));
}
