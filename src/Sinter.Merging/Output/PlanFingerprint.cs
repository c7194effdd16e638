using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Sinter.Merging;

/// <summary>A digest of everything that decides an output's bytes: an interrupted run may only be taken up by one with the same digest.</summary>
internal static class PlanFingerprint
{
    public static string Compute(MergePlan plan, long shardSize)
    {
        var text = new StringBuilder();
        Line(text, Provenance.Version, plan.Method.Declaration.Name, plan.Seed, plan.Random, shardSize);
        foreach (var transform in plan.Transforms) Line(text, transform.Declaration.Name);
        Settings(text, plan.Settings);
        foreach (var settings in plan.TransformSettings) Settings(text, settings);
        foreach (var file in plan.Checkpoints.SelectMany(static checkpoint => checkpoint.Files))
        {
            var info = new FileInfo(file);
            Line(text, file, info.Exists ? info.Length : -1, info.Exists ? info.LastWriteTimeUtc.Ticks : 0);
        }

        foreach (var tensor in plan.Tensors)
        {
            Line(text, tensor.Name, tensor.Shape, tensor.TypeName, tensor.Action);
            foreach (var source in tensor.Models.Append(tensor.Base).Append(tensor.CopySource))
                if (source is not null) Line(text, source.Checkpoint.Path, source.Tensor.Name);
            Settings(text, tensor.Settings);
            foreach (var settings in tensor.TransformSettings) Settings(text, settings);
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static void Settings(StringBuilder text, TensorSettings settings)
    {
        foreach (var (name, values) in settings.Values) Line(text, [name, .. values]);
    }

    private static void Line(StringBuilder text, params ReadOnlySpan<object?> parts)
    {
        foreach (var part in parts) text.Append(Convert.ToString(part, CultureInfo.InvariantCulture)).Append('\u001f');
        text.Append('\n');
    }
}
