namespace Sinter.Merging;

/// <summary>What is wrong with a recipe or with the models it names.</summary>
public enum RecipeError
{
    /// <summary>The file does not exist or cannot be read.</summary>
    NotFound,

    /// <summary>Not YAML, or YAML too large or too deeply nested to be a recipe.</summary>
    Syntax,

    /// <summary>A key, method or parameter that does not exist.</summary>
    Unknown,

    /// <summary>A key that is needed and not there.</summary>
    Missing,

    /// <summary>Keys that exclude each other, or a value of the wrong kind.</summary>
    Invalid,

    /// <summary>A number outside its range, or weights that sum to zero.</summary>
    OutOfRange,

    /// <summary>The number of models does not suit the method.</summary>
    ModelCount,

    /// <summary>Tensors that some models lack.</summary>
    MissingTensor,

    /// <summary>Tensors whose shapes differ, vocabularies among them.</summary>
    ShapeMismatch,

    /// <summary>An input that holds a NaN or infinity, or a result that does where no input did.</summary>
    NotFinite,

    /// <summary>Something recipes may say that Sinter does not do yet.</summary>
    NotSupported,

    /// <summary>The memory limit is too small for the work.</summary>
    Memory,

    /// <summary>The disk cannot hold the output.</summary>
    Disk,
}
