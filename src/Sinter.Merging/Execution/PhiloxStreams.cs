using System.Runtime.InteropServices;
using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>Counter-based streams, keyed by seed, stage, tensor and model: any element's number can be had at once.</summary>
internal sealed class PhiloxStreams(ulong seed) : UniformStreams
{
    public override UniformStream Next(TensorContext tensor, int stage)
    {
        var models = new Philox[tensor.Models];
        for (var model = 0; model < models.Length; model++) models[model] = new Philox(unchecked((long)seed), $"merge stage {stage}", tensor.Name, model);
        return new Stream(models);
    }

    private sealed class Stream(Philox[] models) : UniformStream
    {
        // As much at a time as stays in the first-level cache.
        private const int Part = 2048;

        public override void Fill(int model, long offset, Span<float> destination) => models[model].FillUniform(offset, destination);

        internal override void FillBelow(int model, long offset, float probability, Span<float> scratch, Span<uint> bits)
        {
            for (var start = 0; start < scratch.Length; start += Part)
            {
                var random = MemoryMarshal.Cast<float, uint>(scratch)[..Math.Min(Part, scratch.Length - start)];
                models[model].FillBits(offset + start, random);
                KeptBits.FillFromBits(random, probability, bits.Slice(start / KeptBits.Word, KeptBits.Words(random.Length)));
            }
        }
    }
}
