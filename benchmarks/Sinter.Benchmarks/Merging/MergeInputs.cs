using Sinter.Checkpoints;
using Sinter.Tensors;

namespace Sinter.Benchmarks.Merging;

/// <summary>Writes checkpoints to merge: a base and three fine-tunes of 512 MB each, bf16, with the tensor shapes of a small Llama.</summary>
internal static class MergeInputs
{
    private const int Hidden = 2048;
    private const int Wide = 5632;

    /// <summary>Writes what is missing in the folder; returns the files, the base first.</summary>
    public static string[] Write(string folder, int layers = 4, int vocabulary = 30720)
    {
        Directory.CreateDirectory(folder);
        var files = Enumerable.Range(0, 4).Select(i => Path.Combine(folder, i == 0 ? "base.safetensors" : $"expert-{i}.safetensors")).ToArray();
        for (var model = 0; model < files.Length; model++)
        {
            if (File.Exists(files[model])) continue;
            var tensors = Tensors(layers, vocabulary).ToList();
            using var writer = SafetensorsWriter.Create(files[model] + ".new", tensors, overwrite: true);
            for (var t = 0; t < tensors.Count; t++) Fill(writer, tensors[t], t, model);
            writer.Dispose();
            File.Move(files[model] + ".new", files[model]);
        }

        return files;
    }

    private static IEnumerable<TensorInfo> Tensors(int layers, int vocabulary)
    {
        yield return Info("model.embed_tokens.weight", vocabulary, Hidden);
        yield return Info("model.norm.weight", Hidden);
        for (var layer = 0; layer < layers; layer++)
        {
            var prefix = $"model.layers.{layer}.";
            foreach (var name in new[] { "q", "k", "v", "o" }) yield return Info($"{prefix}self_attn.{name}_proj.weight", Hidden, Hidden);
            yield return Info(prefix + "mlp.gate_proj.weight", Wide, Hidden);
            yield return Info(prefix + "mlp.up_proj.weight", Wide, Hidden);
            yield return Info(prefix + "mlp.down_proj.weight", Hidden, Wide);
            yield return Info(prefix + "input_layernorm.weight", Hidden);
            yield return Info(prefix + "post_attention_layernorm.weight", Hidden);
        }
    }

    private static TensorInfo Info(string name, params long[] shape) => new(name, ElementType.BF16, new TensorShape(shape));

    // Base weights are about normal with deviation 0.02; a fine-tune moves them by about 1e-3 before rounding to bf16, as real ones do.
    private static void Fill(SafetensorsWriter writer, TensorInfo tensor, int number, int model)
    {
        const int Part = 1 << 20;
        var values = new float[Part];
        var bytes = new byte[Part * 2];
        for (var offset = 0L; offset < tensor.Shape.Count; offset += Part)
        {
            var count = (int)Math.Min(Part, tensor.Shape.Count - offset);
            var state = Mix(((ulong)number << 40) + (ulong)offset);
            var change = Mix(((ulong)model << 56) + ((ulong)number << 40) + (ulong)offset + 1);
            for (var i = 0; i < count; i++)
            {
                var value = 0.02f * Normal(ref state);
                values[i] = model == 0 ? value : value + (1e-3f * Normal(ref change));
            }

            ElementConversion.FromSingle(ElementType.BF16, values.AsSpan(0, count), bytes.AsSpan(0, count * 2));
            writer.Write(tensor, offset * 2, bytes.AsSpan(0, count * 2));
        }
    }

    // A sum of four uniform numbers is normal enough here.
    private static float Normal(ref ulong state)
    {
        state = (state * 6364136223846793005UL) + 1442695040888963407UL;
        var sum = (state >> 48 & 0xFFFF) + (state >> 32 & 0xFFFF) + (state >> 16 & 0xFFFF) + (state & 0xFFFF);
        return ((float)sum - 131070f) / 37837f;
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }
}
