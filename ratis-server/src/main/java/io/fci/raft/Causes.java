package io.fci.raft;

import java.net.BindException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/// Finds in an exception what a person needs to know.
final class Causes {
    private static final int DEPTH = 20;

    private Causes() {}

    static List<Throwable> chain(Throwable error) {
        var chain = new ArrayList<Throwable>();
        for (Throwable t = error; t != null && chain.size() < DEPTH; t = t.getCause()) {
            chain.add(t);
        }
        return chain;
    }

    static Throwable root(Throwable error) {
        return chain(error).getLast();
    }

    /// The innermost cause in words.
    static String sentence(Throwable error) {
        var root = root(error);
        return switch (root) {
            case AccessDeniedException e -> "permission denied (" + e.getFile() + ")";
            case NoSuchFileException e -> "no such file or directory (" + e.getFile() + ")";
            case FileAlreadyExistsException e -> "exists and is no directory (" + e.getFile() + ")";
            default -> root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        };
    }

    static boolean portTaken(Throwable error) {
        return chain(error).stream().anyMatch(t -> t instanceof BindException || says(t, "already in use"));
    }

    private static boolean says(Throwable t, String words) {
        return t.getMessage() != null && t.getMessage().contains(words);
    }
}
