using System.Numerics.Tensors;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>TIES over the whole model: the limits of <see cref="ModelTrimPass"/> and, on request, the sign that most elected signs have.</summary>
internal sealed class TiesModelPass(ModelContext model, long[] keep, bool countSigns) : ModelTrimPass(model, new long[keep.Length], keep)
{
    private readonly long[] _balance = new long[model.Workers];
    private bool _countSigns = countSigns;

    /// <summary>The sign of the sum of all elected signs: 1, −1 or 0. 1 when nobody asked.</summary>
    public float MajoritySign { get; private set; } = 1;

    public override bool NeedsPass => base.NeedsPass || _countSigns;

    public override void Accumulate(in Block block)
    {
        if (base.NeedsPass)
        {
            base.Accumulate(block);
            return;
        }

        var sum = block.Scratch(0);
        sum.Clear();
        for (var i = 0; i < Smallest.Length; i++)
        {
            MagnitudeTrim.KeepLargest(block.Mutable(i), Smallest[i]);
            TensorPrimitives.MultiplyAdd(block.Model(i), (float)block.Tensor.Settings.Number("weight", i), sum, sum);
        }

        foreach (var value in sum) _balance[block.Worker] += Math.Sign(value);
    }

    public override void CompletePass()
    {
        if (base.NeedsPass)
        {
            base.CompletePass();
            return;
        }

        MajoritySign = Math.Sign(_balance.Sum());
        _countSigns = false;
    }
}
