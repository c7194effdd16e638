using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>Counter-based streams, keyed by seed, stage, tensor and model: any element's number can be had at once.</summary>
internal sealed class PhiloxStreams(ulong seed) : UniformStreams
{
    public override UniformStream Next(TensorContext tensor, int stage)
    {
        return new Stream(For(""), For(", chosen"), For(", open"));

        Philox[] For(string use) => [.. Enumerable.Range(0, tensor.Models).Select(model => new Philox(unchecked((long)seed), $"merge stage {stage}{use}", tensor.Name, model))];
    }

    private sealed class Stream(Philox[] uniform, Philox[] chosen, Philox[] open) : UniformStream
    {
        public override void Fill(int model, long offset, Span<float> destination) => uniform[model].FillUniform(offset, destination);

        internal override bool ChoosesCheaply(float probability) => new BernoulliBits(probability).IsCheap;

        internal override void Choose(int model, long offset, float probability, Span<float> scratch, Span<uint> bits) =>
            new BernoulliBits(probability).Fill(chosen[model], open[model], offset, scratch.Length, bits);
    }
}
