using Sinter.Tensors;

namespace Sinter.Merging.Tests.Methods;

/// <summary>Merges one tensor without an executor, in blocks on one worker: for tests that set the random numbers themselves or look at one tensor only.</summary>
internal static unsafe class SingleTensor
{
    public static float[] Merge(
        MergeMethod method, long[] shape, float[]? original, IReadOnlyList<float[]> models, Action<TensorSettings>? configure = null, UniformStream? uniforms = null,
        bool sampled = false)
    {
        var settings = new TensorSettings(method.Declaration.Parameters, models.Count);
        configure?.Invoke(settings);
        var tensor = new TensorContext
        {
            Index = 0,
            Name = "weight",
            Shape = new TensorShape(shape),
            Models = models.Count,
            HasBase = original is not null,
            Settings = settings,
        };
        tensor.Uniforms = uniforms ?? new ConstantUniforms();
        var alignment = (int)Math.Max(1, method.BlockAlignment(tensor));
        tensor.BlockSize = Math.Max(alignment, TensorContext.BlockLength / alignment * alignment);
        method.Validate(tensor);
        using var merge = method.CreateTensorMerge(tensor, null);
        var result = new float[tensor.Count];
        for (var piece = 0; sampled && piece < MagnitudeSample.Pieces; piece++)
            Load(method, tensor, original, models, piece, MagnitudeSample.Offset(tensor.Count, piece), MagnitudeSample.PieceLength(tensor.Count), merge.Sample);
        while (merge.NeedsPass)
        {
            for (var block = 0; block < tensor.BlockCount; block++) Load(method, tensor, original, models, block, merge.Accumulate);
            merge.CompletePass();
        }

        for (var block = 0; block < tensor.BlockCount; block++)
            Load(method, tensor, original, models, block, (in Block loaded) => merge.Combine(loaded, result.AsSpan((int)loaded.Offset, loaded.Length)));
        return result;
    }

    private delegate void Step(in Block block);

    private static void Load(MergeMethod method, TensorContext tensor, float[]? original, IReadOnlyList<float[]> models, int index, Step step)
    {
        var offset = index * tensor.BlockSize;
        Load(method, tensor, original, models, index, offset, (int)Math.Min(tensor.BlockSize, tensor.Count - offset), step);
    }

    private static void Load(MergeMethod method, TensorContext tensor, float[]? original, IReadOnlyList<float[]> models, int index, long start, int length, Step step)
    {
        var offset = (int)start;
        var stride = tensor.BlockSize + 16;
        using var memory = new NativeBuffer<float>(stride * (long)Block.SlotCount(models.Count, 0));
        original?.AsSpan(offset, length).CopyTo(memory.Slice(0, length));
        for (var model = 0; model < models.Count; model++)
        {
            var slot = memory.Slice((1L + model) * stride, length);
            for (var i = 0; i < length; i++) slot[i] = models[model][offset + i] - (method.UsesTaskVectors(original is not null) ? original![offset + i] : 0);
        }

        step(new Block(tensor, index, offset, length, 0, memory.Pointer, stride, 0));
    }

    private sealed class ConstantUniforms : UniformStream
    {
        public override void Fill(int model, long offset, Span<float> destination) => destination.Fill(0.5f);
    }
}
