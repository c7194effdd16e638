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
        public override void Fill(int model, long offset, Span<float> destination) => models[model].FillUniform(offset, destination);
    }
}
