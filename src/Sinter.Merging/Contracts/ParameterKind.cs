namespace Sinter.Merging;

/// <summary>The kind of value a parameter takes.</summary>
public enum ParameterKind
{
    /// <summary>A number.</summary>
    Number,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>true or false.</summary>
    Flag,

    /// <summary>One of a few words.</summary>
    Choice,

    /// <summary>A path, relative to the recipe's folder, of a checkpoint with statistics of a model.</summary>
    File,
}
