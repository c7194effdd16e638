using Sinter.Checkpoints;
using Sinter.Data;
using Sinter.Learning;
using Sinter.Tensors;

namespace Sinter.Training;

/// <summary>Writes a model's folder beside its place and renames it when it is complete.</summary>
internal static class ModelFolder
{
    /// <summary>Refuses an output that exists, before any work is done for it.</summary>
    public static void RequireFree(string folder, bool overwrite)
    {
        if (!overwrite && (Directory.Exists(folder) || File.Exists(folder)))
            throw new TrainingException(TrainingError.Output, $"{folder}: exists already; choose another place or say --overwrite.");
    }

    public static void Write(string folder, Weights weights, ElementType type, ImagePreprocessor preprocessor, IReadOnlyDictionary<string, string> texts, bool overwrite)
    {
        RequireFree(folder, overwrite);
        var temporary = Path.TrimEndingDirectorySeparator(folder) + ".partial";
        try
        {
            if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
            Directory.CreateDirectory(temporary);
            foreach (var (name, text) in texts) File.WriteAllText(Path.Combine(temporary, name), text.EndsWith('\n') ? text : text + "\n");
            preprocessor.Save(temporary);
            WriteWeights(Path.Combine(temporary, "model.safetensors"), weights, type);
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
            Directory.Move(temporary, folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException(TrainingError.Output, $"{folder}: cannot be written: {exception.Message}", exception);
        }
    }

    private static void WriteWeights(string path, Weights weights, ElementType type)
    {
        var tensors = weights.Layout.Parts.Select(part => (Info: new TensorInfo(part.Name, type, part.Shape), Part: part)).ToList();
        using var writer = SafetensorsWriter.Create(path, tensors.Select(static tensor => tensor.Info), new Dictionary<string, string> { ["format"] = "pt" });
        foreach (var (info, part) in tensors)
        {
            var bytes = new byte[info.ByteLength];
            ElementConversion.FromSingle(type, weights[part], bytes);
            writer.Write(info, 0, bytes);
        }

        writer.Flush();
    }
}
